#pragma once

#include <QStringList>
#include <QVariantMap>

#include <optional>

namespace assay {

/// The parameters of scoring functions, by function, as a form shows and changes them; what no field knows is kept. A value, any thread.
class ScoringParams {
public:
    /// None: the value is no object of objects, so that only its text can be shown. An invalid value: nothing is said yet.
    static std::optional<ScoringParams> of(const QVariant &value);
    /// Invalid: nothing is said.
    QVariant value() const;

    QStringList functions() const { return m_all.keys(); } ///< those of which something is said
    QVariantMap of(const QString &function) const;         ///< without the type
    /// As it is said, else that of a known function, else "basic".
    QString type(const QString &function) const;
    /// Takes away what only the type before had.
    void setType(const QString &function, const QString &type);
    /// Nothing: the function's own definition counts, and it is no more among functions(). Its type is added.
    void set(const QString &function, const QVariantMap &params);
    void remove(const QString &function) { m_all.remove(function); }

private:
    QVariantMap m_all;
};

/// The value that a text of JSON or YAML is, and back. Text that is none stays text; nothing is an invalid value.
QVariant scoringValue(const QString &text);
QString scoringText(const QVariant &value);

} // namespace assay
