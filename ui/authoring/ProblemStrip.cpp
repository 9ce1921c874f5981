#include "ui/authoring/ProblemStrip.h"

#include "models/authoring/ProblemListModel.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

ProblemStrip::ProblemStrip(ProblemListModel &problems, QWidget *parent)
    : QWidget(parent), m_problems(problems), m_summary(new QLabel(this)), m_list(new QListView(this)), m_fix(new QPushButton(this)), m_fixAll(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 4);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_fix);
    bar->addWidget(m_fixAll);
    layout->addLayout(bar);
    layout->addWidget(m_list);
    m_summary->setObjectName(QStringLiteral("problemSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_list->setObjectName(QStringLiteral("problemList"));
    m_fix->setObjectName(QStringLiteral("quickFix"));
    m_fixAll->setObjectName(QStringLiteral("quickFixAll"));
    m_list->setModel(&m_problems);
    m_list->setItemDelegate(new ToneDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setUniformItemSizes(true);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) { Q_EMIT goTo(index.data(ProblemListModel::PathRole).toString()); });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { Q_EMIT goTo(index.data(ProblemListModel::PathRole).toString()); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProblemStrip::update);
    connect(&m_problems, &ProblemListModel::countsChanged, this, &ProblemStrip::update);
    connect(m_fix, &QPushButton::clicked, this, &ProblemStrip::fixCurrent);
    connect(m_fixAll, &QPushButton::clicked, this, [this] { m_problems.fixAll(); });
    retranslate();
}

/// The chosen problem, else the first one that can be mended.
void ProblemStrip::fixCurrent()
{
    if (m_readOnly)
        return;
    if (m_problems.fix(m_list->currentIndex().row()))
        return;
    for (int row = 0; row < m_problems.rowCount(); ++row) {
        if (m_problems.fix(row))
            return;
    }
}

void ProblemStrip::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    update();
}

void ProblemStrip::update()
{
    const int errors = m_problems.count(Severity::Error), warnings = m_problems.count(Severity::Warning), notes = m_problems.count(Severity::Note);
    QStringList parts;
    if (errors > 0)
        parts << tr("✗ %n problem(s)", nullptr, errors);
    if (warnings > 0)
        parts << tr("⚠ %n warning(s)", nullptr, warnings);
    if (notes > 0)
        parts << tr("ℹ %n note(s)", nullptr, notes);
    m_summary->setText(parts.isEmpty() ? tr("✓ No problems") : parts.join(QStringLiteral(" · ")));
    const int rows = m_problems.rowCount();
    m_list->setVisible(rows > 0);
    m_list->setFixedHeight(qMin(rows, 4) * qMax(m_list->sizeHintForRow(0), fontMetrics().height() * 17 / 10 + 2) + 2 * m_list->frameWidth());
    int fixable = 0;
    for (int row = 0; row < rows; ++row)
        fixable += m_problems.index(row).data(ProblemListModel::FixRole).toString().isEmpty() ? 0 : 1;
    const QString fix = m_list->currentIndex().data(ProblemListModel::FixRole).toString();
    m_fix->setVisible(fixable > 0);
    m_fixAll->setVisible(fixable > 1);
    m_fix->setEnabled(!m_readOnly);
    m_fixAll->setEnabled(!m_readOnly);
    m_fix->setToolTip(fix);
}

void ProblemStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::FontChange)
        update();
}

void ProblemStrip::retranslate()
{
    m_list->setAccessibleName(tr("Problems"));
    m_fix->setText(tr("Quick Fix"));
    m_fixAll->setText(tr("Fix All"));
    update();
}

} // namespace assay
