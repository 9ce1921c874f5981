#include "ui/pages/compare/ConfigTab.h"

#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

ConfigTab::ConfigTab(QWidget *parent) : QWidget(parent)
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("configTable"));
    m_table->setAccessibleName(tr("Settings of the runs"));
    makeRowTable(*m_table);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setModel(&m_model);
    m_table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 26);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->installEventFilter(this);
    m_only = new QCheckBox(tr("Only &differences"));
    m_only->setObjectName(QStringLiteral("configOnly"));
    m_words = new QLabel;
    m_words->setObjectName(QStringLiteral("configWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_words, 1);
    bar->addWidget(m_only, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    connect(m_only, &QCheckBox::toggled, this, [this](bool only) { m_model.setOnlyDifferences(only); });
    updateWords();
}

void ConfigTab::setRows(const QList<ConfigDiffRow> &rows, const QStringList &names)
{
    m_model.setRows(rows, names);
    updateWords();
}

void ConfigTab::updateWords()
{
    const int differences = m_model.differences();
    if (m_model.columnCount() == 0)
        m_words->setText(tr("No run is loaded."));
    else
        m_words->setText(differences == 0 ? tr("No known setting differs.") : tr("%n setting(s) differ, or are known of some runs only.", nullptr, differences));
}

bool ConfigTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(m_model.asText());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
