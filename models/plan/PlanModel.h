#pragma once

#include "models/common/Roles.h"
#include "services/verdict/Estimate.h"

#include <QAbstractItemModel>

#include <vector>

namespace assay {

/// A job as its server will execute it: the job and each benchmark, and below each its values, what is to know about them, what
/// they will cost and what came back otherwise.
class PlanModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, OriginColumn, EffectColumn, ColumnCount };
    /// What a row below a benchmark says.
    enum class Kind { Group, Value, Note, Estimate, Drift };
    enum Role {
        KindRole = FirstOwnRole, ///< int(Kind)
        OriginRole, ///< int(Origin), for values
        FateRole, ///< int(Fate), for values
        StruckRole, ///< bool: written, and without effect
        CodeRole, ///< QString: why, untranslated
        ReasonRole, ///< QString: why, one sentence
        FixRole, ///< QString: one of planfix; empty: none
        PathRole, ///< QString: JSON pointer into the job's body
        SentenceRole, ///< QString: the whole row in one sentence, for who cannot see the table
    };

    explicit PlanModel(QObject *parent = nullptr);
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Replaces what is shown; rows that say the same stay, and with them what is selected and open.
    void setPlan(const EffectivePlan &plan, const QList<DriftLine> &drift = {});
    /// Of the plan's benchmarks; none: nothing is estimated.
    void setEstimate(const std::optional<Estimate> &estimate);
    const EffectivePlan &plan() const { return m_plan; }
    const QList<DriftLine> &drift() const { return m_drift; }
    const std::optional<Estimate> &estimate() const { return m_estimate; }
    /// The words again, in the language of now.
    void retranslate() { rebuild(); }

    /// One row below a group, ready to be shown.
    struct Line {
        Kind kind = Kind::Value;
        PlanValue value; ///< for values; of notes and drift: code, reason, fix, path
        QString name, text, origin, effect;
        bool operator==(const Line &) const = default;
    };

private:
    struct Group {
        int benchmark = -1; ///< its index; -1: the job
        Line line;
        QList<Line> lines;
    };
    std::vector<Group> groups() const;
    Group groupOf(int benchmark, const QString &title, const QString &text, const QList<PlanValue> &values, const PlanRow *row) const;
    void rebuild();
    void merge(int at, const Group &fresh);
    const Line *lineAt(const QModelIndex &index) const;

    EffectivePlan m_plan;
    QList<DriftLine> m_drift;
    std::optional<Estimate> m_estimate;
    std::vector<Group> m_groups;
};

} // namespace assay
