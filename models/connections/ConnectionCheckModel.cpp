#include "models/connections/ConnectionCheckModel.h"

#include <QLocale>

namespace assay {

namespace {

using State = ConnectionCheck::State;

QString glyphOf(State state)
{
    switch (state) {
    case State::Waiting: return QStringLiteral("○");
    case State::Running: return QStringLiteral("▶");
    case State::Passed: return QStringLiteral("✓");
    case State::Warned: return QStringLiteral("⚠");
    case State::Failed: return QStringLiteral("✗");
    case State::Skipped: return QStringLiteral("–");
    }
    return {};
}

Tone toneOf(State state)
{
    switch (state) {
    case State::Running: return Tone::Running;
    case State::Passed: return Tone::Pass;
    case State::Warned: return Tone::Warning;
    case State::Failed: return Tone::Error;
    case State::Waiting:
    case State::Skipped: break;
    }
    return Tone::Muted;
}

} // namespace

void ConnectionCheckModel::setTester(std::unique_ptr<ConnectionTester> tester)
{
    beginResetModel();
    m_tester = std::move(tester);
    m_checks.clear();
    endResetModel();
    Q_EMIT climbChanged();
    if (!m_tester)
        return;
    ConnectionTester *now = m_tester.get();
    connect(now, &ConnectionTester::started, this, [this, now] {
        beginResetModel();
        m_checks = now->checks();
        endResetModel();
        Q_EMIT climbChanged();
    });
    connect(now, &ConnectionTester::changed, this, [this, now](int row) {
        m_checks[row] = now->checks().at(row);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        Q_EMIT climbChanged();
    });
    connect(now, &ConnectionTester::finished, this, &ConnectionCheckModel::climbChanged);
}

bool ConnectionCheckModel::passed() const
{
    return !m_checks.isEmpty() && std::all_of(m_checks.cbegin(), m_checks.cend(), [](const ConnectionCheck &check) {
        return check.state == State::Passed || check.state == State::Warned || check.state == State::Skipped;
    });
}

QString ConnectionCheckModel::summary() const
{
    for (const ConnectionCheck &check : m_checks) {
        if (check.state == State::Failed)
            return tr("✗ The test stops at “%1”. %2 %3").arg(stepName(check.step), check.text, check.fix).trimmed();
        if (check.state == State::Running)
            return tr("▶ %1…", "the step of a test that runs").arg(stepName(check.step));
    }
    return passed() ? tr("✓ The connection works.") : QString();
}

int ConnectionCheckModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_checks.size()); }
int ConnectionCheckModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ConnectionCheckModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StepColumn: return tr("Step");
    case ResultColumn: return tr("Result");
    case TimeColumn: return tr("Time");
    default: return {};
    }
}

QVariant ConnectionCheckModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ConnectionCheck &check = m_checks.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == StepColumn)
            return QString(glyphOf(check.state) + QLatin1Char(' ') + stepName(check.step));
        if (index.column() == ResultColumn)
            return check.fix.isEmpty() ? check.text : check.text + QStringLiteral("\n→ ") + check.fix;
        return check.ms < 0 ? QString() : tr("%1 ms").arg(QLocale().toString(check.ms));
    case Qt::ToolTipRole: return check.fix.isEmpty() ? check.text : check.text + QLatin1Char(' ') + check.fix;
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (index.column() == TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    case ToneRole: return int(index.column() == StepColumn ? toneOf(check.state) : index.column() == TimeColumn ? Tone::Muted : Tone::Plain);
    case FixRole: return check.fix;
    case CheckStateRole: return int(check.state);
    default: return {};
    }
}

QString ConnectionCheckModel::stepName(ConnectionCheck::Step step)
{
    switch (step) {
    case ConnectionCheck::Step::Address: return tr("Settings");
    case ConnectionCheck::Step::Resolve: return tr("Name");
    case ConnectionCheck::Step::Connect: return tr("Connection");
    case ConnectionCheck::Step::Tls: return tr("Certificate");
    case ConnectionCheck::Step::Health: return tr("Server");
    case ConnectionCheck::Step::Auth: return tr("Key");
    case ConnectionCheck::Step::Tenant: return tr("Tenant");
    case ConnectionCheck::Step::Version: return tr("Abilities");
    }
    return {};
}

} // namespace assay
