#include "ui/pages/connections/LadderView.h"

#include "models/connections/ConnectionCheckModel.h"
#include "ui/widgets/ToneDelegate.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

namespace {

/// Rows of several lines need air between them.
class StepDelegate : public ToneDelegate {
public:
    using ToneDelegate::ToneDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem inner(option); // the cell's padding takes from the width that the text wraps in
        inner.rect.adjust(0, 0, -option.fontMetrics.height(), 0);
        return ToneDelegate::sizeHint(inner, index) + QSize(0, option.fontMetrics.height() / 2);
    }
};

} // namespace

LadderView::LadderView(QWidget *parent)
    : QWidget(parent), m_checks(new ConnectionCheckModel(this)), m_summary(new QLabel(this)), m_table(new QTableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_summary->setObjectName(QStringLiteral("connectionSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    layout->addWidget(m_summary);
    m_table->setObjectName(QStringLiteral("connectionLadder"));
    m_table->setModel(m_checks);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setItemDelegate(new StepDelegate(m_table));
    m_table->verticalHeader()->hide();
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(ConnectionCheckModel::StepColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ConnectionCheckModel::ResultColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ConnectionCheckModel::TimeColumn, QHeaderView::ResizeToContents);
    layout->addWidget(m_table, 1);
    // Lines wrap anew when the width changes, so heights follow.
    connect(header, &QHeaderView::sectionResized, m_table, &QTableView::resizeRowsToContents);
    connect(m_checks, &QAbstractItemModel::dataChanged, m_table, &QTableView::resizeRowsToContents);
    connect(m_checks, &QAbstractItemModel::modelReset, m_table, &QTableView::resizeRowsToContents);
    connect(m_checks, &ConnectionCheckModel::climbChanged, this, &LadderView::update);
    retranslate();
}

void LadderView::start(std::unique_ptr<ConnectionTester> tester, const ConnectionSettings &settings, const std::optional<QString> &secret)
{
    m_checks->setTester(std::move(tester));
    m_checks->tester()->start(settings, secret);
}

void LadderView::clear()
{
    m_checks->setTester(nullptr);
}

bool LadderView::isRunning() const
{
    return m_checks->tester() && m_checks->tester()->isRunning();
}

void LadderView::update()
{
    m_summary->setText(m_checks->summary());
    setVisible(m_checks->rowCount() > 0);
    Q_EMIT climbChanged();
}

void LadderView::retranslate()
{
    m_table->setAccessibleName(tr("Steps of the Test"));
    update();
}

} // namespace assay
