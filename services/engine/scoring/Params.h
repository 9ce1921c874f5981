#pragma once

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

namespace assay::engine::scoring {

/// The parameters of a Llama Stack scoring function, checked. `type` may be left out; then it is the function's own.
struct StackParams {
    QString type; ///< "basic", "regex_parser" or "llm_as_judge"
    QStringList regexes, aggregations;
    QString judgeModel;
    std::optional<QString> promptTemplate;
    bool hasJudgeRegexes = true; ///< false: given as null
    bool isDefault = false;
};

/// params null: the default definition. Throws PyError of type "ValidationError" naming the parameter.
StackParams stackParams(const QString &id, const nlohmann::json &params);

/// Ids that have a default definition in tables.json.
bool hasDefinition(const QString &id);

/// Parameters of our own scorers: each `take…` checks and remembers a name; finish() refuses those nobody took.
class OwnParams {
public:
    OwnParams(const QString &id, const nlohmann::json &params);
    bool boolean(const char *name, bool fallback);
    double number(const char *name, double fallback, double lowest);
    QStringList texts(const char *name);
    QString choice(const char *name, const QStringList &choices); ///< the first is the default
    QStringList aggregations(const QString &fallback);
    void finish() const;

private:
    const nlohmann::json *find(const char *name);
    [[noreturn]] void refuse(const char *name, const QString &wanted) const;

    QString m_id;
    nlohmann::json m_params;
    QStringList m_known;
};

} // namespace assay::engine::scoring
