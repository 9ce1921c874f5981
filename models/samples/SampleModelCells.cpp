// What stands in the cells: the second half of SampleModel.

#include "models/samples/SampleModel.h"

#include "models/triage/TriageBook.h"

#include <QLocale>

namespace assay {

SampleModel::Outcome SampleModel::outcome(const Sample &sample, const RightRule &rule)
{
    if (!sample.error.isEmpty())
        return Outcome::Error;
    const auto right = sample.score ? rule.isRight(*sample.score) : std::nullopt;
    // Scorers give 0 to an answer that they do not find, which is no merit where lower is better.
    if (sample.extractionFailed && (rule.lowerIsBetter || !right.value_or(false)))
        return Outcome::NotExtracted;
    if (right)
        return *right ? Outcome::Pass : Outcome::Fail;
    return sample.score ? Outcome::Measured : Outcome::Unscored;
}

QString SampleModel::outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Pass: return tr("✓ Pass");
    case Outcome::Fail: return tr("✗ Fail");
    case Outcome::NotExtracted: return tr("∅ Not extracted");
    case Outcome::Error: return tr("⚠ Error");
    case Outcome::Measured: return tr("· Measured");
    case Outcome::Unscored: break;
    }
    return tr("– No score");
}

static Tone outcomeTone(SampleModel::Outcome outcome)
{
    switch (outcome) {
    case SampleModel::Outcome::Pass: return Tone::Pass;
    case SampleModel::Outcome::Fail: return Tone::Fail;
    case SampleModel::Outcome::NotExtracted: return Tone::TooClose;
    case SampleModel::Outcome::Error: return Tone::Error;
    case SampleModel::Outcome::Measured:
    case SampleModel::Outcome::Unscored: break;
    }
    return Tone::Neutral;
}

QString SampleModel::cellText(const Sample &sample, int column) const
{
    const QLocale locale;
    switch (column) {
    case OrdinalColumn:
        return sample.repeat > 0 ? QStringLiteral("%1.%2").arg(sample.ordinal + 1).arg(sample.repeat + 1)
                                 : QString::number(sample.ordinal + 1);
    case VerdictColumn: return outcomeText(outcome(sample, m_rule));
    case ScoreColumn: return sample.score ? locale.toString(*sample.score, 'g', 4) : QString();
    case ExtractedColumn: return SampleCells::excerpt(sample.extracted);
    case TargetColumn: return SampleCells::excerpt(sample.target);
    case ResponseColumn: return sample.error.isEmpty() ? SampleCells::excerpt(sample.response) : SampleCells::excerpt(sample.error);
    case LatencyColumn: return sample.latencyMs ? tr("%1 ms").arg(locale.toString(*sample.latencyMs, 'f', 0)) : QString();
    case TokensColumn: return sample.completionTokens ? locale.toString(*sample.completionTokens) : QString();
    case PromptTokensColumn: return sample.promptTokens ? locale.toString(*sample.promptTokens) : QString();
    case ReasonColumn:
    case LabelColumn:
    case TagsColumn: return triageText(sample, column);
    default: return m_cells.named(sample, m_names.value(column - FixedColumns));
    }
}

QString SampleModel::triageText(const Sample &sample, int column) const
{
    if (!m_triage)
        return {};
    const TriageNote note = m_triage->note({sample.itemKey, sample.repeat});
    if (column == TagsColumn)
        return note.tags.join(QStringLiteral(", "));
    return column == LabelColumn ? labelText(note.label) : m_triage->reasonText(note);
}

/// Numbers stand right, also in the header.
static int alignment(int column)
{
    const bool number = column == SampleModel::ScoreColumn
        || column == SampleModel::LatencyColumn || column == SampleModel::TokensColumn || column == SampleModel::PromptTokensColumn;
    return int((number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

QVariant SampleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != OutcomeRole && role != LoadedRole && role != ToneRole)
        return {};
    const Sample *sample = sampleAt(index.row());
    if (role == LoadedRole)
        return sample != nullptr;
    if (!sample) {
        if (role == OutcomeRole || role == ToneRole)
            return {};
        return role == Qt::AccessibleTextRole ? tr("Loading") : QStringLiteral("…");
    }
    if (role == ToneRole)
        return int(index.column() == VerdictColumn ? outcomeTone(outcome(*sample, m_rule)) : Tone::Plain);
    return role == OutcomeRole ? QVariant(int(outcome(*sample, m_rule))) : QVariant(cellText(*sample, index.column()));
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    //: column of item numbers
    case OrdinalColumn: return tr("#");
    case VerdictColumn: return tr("Verdict");
    case ScoreColumn: return tr("Score");
    case ExtractedColumn: return tr("Extracted");
    case TargetColumn: return tr("Target");
    case ResponseColumn: return tr("Response");
    case LatencyColumn: return tr("Latency");
    case TokensColumn: return tr("Tokens");
    case PromptTokensColumn: return tr("Prompt Tokens");
    case ReasonColumn: return tr("Reason");
    case LabelColumn: return tr("Label");
    case TagsColumn: return tr("Tags");
    default: return m_names.value(section - FixedColumns).section(QLatin1Char('.'), 1);
    }
}

} // namespace assay
