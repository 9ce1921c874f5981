#include "ui/pages/plan/PlanView.h"

#include "models/plan/PlanModel.h"
#include "models/plan/PlanWords.h"
#include "ui/pages/plan/PlanDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay {

static void setUpTree(QTreeView &tree)
{
    tree.setObjectName(QStringLiteral("planTree"));
    tree.setItemDelegate(new PlanDelegate(&tree));
    tree.setFrameShape(QFrame::NoFrame);
    tree.setSelectionBehavior(QAbstractItemView::SelectRows);
    tree.setSelectionMode(QAbstractItemView::SingleSelection);
    tree.setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    tree.setUniformRowHeights(true);
    tree.setTabKeyNavigation(false); // Tab leaves the tree
    tree.setAllColumnsShowFocus(true);
    QHeaderView *header = tree.header();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
}

/// The widths in digits of the font as it is now.
static void layColumns(QTreeView &tree)
{
    const int digit = tree.fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int widths[] = {28, 20, 18};
    for (int column = 0; column < 3; ++column)
        tree.header()->resizeSection(column, digit * widths[column]);
}

PlanView::PlanView(PlanModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_summary(new QLabel(this)), m_reason(new QLabel(this)), m_tree(new QTreeView(this)), m_fix(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_reason->setObjectName(QStringLiteral("planReason"));
    for (QLabel *label : {m_summary, m_reason}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    layout->addWidget(m_summary);
    m_tree->setModel(&model);
    setUpTree(*m_tree);
    layColumns(*m_tree);
    m_tree->installEventFilter(this);
    layout->addWidget(m_tree, 1);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_reason, 1);
    m_fix->setObjectName(QStringLiteral("planFix"));
    foot->addWidget(m_fix, 0, Qt::AlignTop);
    layout->addLayout(foot);
    connect(m_fix, &QPushButton::clicked, this, &PlanView::requestFix);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &PlanView::refreshTexts);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&model, signal, this, &PlanView::refreshTexts);
    connect(&model, &QAbstractItemModel::dataChanged, this, &PlanView::refreshTexts);
    // The lines of a benchmark are what one came for; what the reader closes stays closed.
    connect(&model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &group, int first, int last) {
        if (group.isValid() && first == 0)
            m_tree->expand(group);
        for (int row = first; row <= last && !group.isValid(); ++row)
            m_tree->expand(m_model.index(row, 0));
    });
    m_tree->expandAll();
    retranslate();
}

void PlanView::setFixes(const QMap<QString, QString> &fixes)
{
    m_fixes = fixes;
    refreshTexts();
}

QModelIndex PlanView::firstWithFix() const
{
    for (int group = 0; group < m_model.rowCount(); ++group) {
        const QModelIndex parent = m_model.index(group, 0);
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            const QModelIndex line = m_model.index(row, 0, parent);
            if (m_fixes.contains(line.data(PlanModel::FixRole).toString()))
                return line;
        }
    }
    return {};
}

PlanView::Fix PlanView::offeredFix() const
{
    QModelIndex line = m_tree->currentIndex();
    if (!m_fixes.contains(line.data(PlanModel::FixRole).toString()))
        line = firstWithFix();
    return {line.data(PlanModel::FixRole).toString(), line.data(PlanModel::PathRole).toString()};
}

void PlanView::requestFix()
{
    const Fix fix = offeredFix();
    if (!fix.code.isEmpty())
        Q_EMIT fixRequested(fix.code, fix.path);
}

bool PlanView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::FontChange)
        layColumns(*m_tree);
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool own = m_fixes.contains(m_tree->currentIndex().data(PlanModel::FixRole).toString());
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && own) {
            requestFix();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PlanView::refreshTexts()
{
    const EffectivePlan &plan = m_model.plan();
    m_summary->setText(tr("By the rules of %1. %2").arg(plan.profile.name, planSentence(plan, m_model.drift())));
    m_summary->setVisible(m_model.rowCount() > 0 && !plan.profile.name.isEmpty());
    m_reason->setText(m_tree->currentIndex().siblingAtColumn(0).data(PlanModel::SentenceRole).toString());
    const Fix fix = offeredFix();
    const QString words = m_fixes.value(fix.code);
    m_fix->setVisible(!fix.code.isEmpty());
    m_fix->setText(words.isEmpty() ? planFixText(fix.code) : words);
}

void PlanView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        m_model.retranslate();
        retranslate();
    }
}

void PlanView::retranslate()
{
    m_tree->setAccessibleName(tr("Plan of the job"));
    m_tree->setAccessibleDescription(tr("Every value with where it is from. Return carries out the fix of the current value."));
    refreshTexts();
}

} // namespace assay
