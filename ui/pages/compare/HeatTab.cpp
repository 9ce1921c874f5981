#include "ui/pages/compare/HeatTab.h"

#include "models/compare/HeatModel.h"
#include "ui/charts/ChartFrame.h"
#include "ui/pages/compare/HeatView.h"
#include "ui/theme/Icons.h"

#include <QCheckBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

static HeatCell heatCell(const HeatModel &model, const QModelIndex &index)
{
    const ComparedRow &row = model.row(index.row());
    const ComparedCell &cell = row.cells.at(index.column());
    HeatCell drawn;
    drawn.baseline = index.column() == model.comparison().baseline;
    if (!cell.value) {
        drawn.missing = missingText(cell.state);
        return drawn;
    }
    const QLocale locale;
    drawn.value = formatMetric(row.metric, *cell.value, locale);
    if (cell.state == ComparedCell::State::NotComparable) {
        drawn.missing = missingText(cell.state);
        return drawn;
    }
    drawn.difference = differenceText(row, index.column(), locale);
    drawn.glyph = differenceGlyph(row, index.column(), model.wording());
    drawn.strength = model.strength(index);
    return drawn;
}

HeatTab::HeatTab(HeatModel &model, QWidget *parent) : QWidget(parent), m_model(model), m_menu(new QMenu(this))
{
    m_view = new HeatView([&model](const QModelIndex &index) { return heatCell(model, index); },
                          [&model](int row) {
                              QList<std::optional<double>> values;
                              for (const ComparedCell &cell : model.row(row).cells)
                                  values << cell.value;
                              return values;
                          });
    m_view->setModel(&model);
    m_view->installEventFilter(this);
    m_only = new QCheckBox(tr("&Significant only"));
    m_only->setObjectName(QStringLiteral("significantOnly"));
    m_only->setToolTip(tr("Only benchmarks with a difference that is no chance (G)"));
    m_actions = new ChartActions({[this] {
                                      return recordChart(*m_view, m_view->size(), m_view->accessibleName(), [this](QPainter &painter) { m_view->render(&painter); });
                                  },
                                  [this] { return m_model.asText(); }, [] { return tr("Comparison"); }},
                                 m_view);
    auto *button = new QToolButton;
    button->setObjectName(QStringLiteral("heatMenu"));
    button->setText(tr("Table"));
    button->setIcon(themeIcon(QStringLiteral("chart")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setAccessibleName(tr("What can be done with this table"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, [this] {
        m_menu->clear();
        fillMenu(*m_menu);
    });
    m_detectable = new QLabel;
    m_detectable->setObjectName(QStringLiteral("detectable"));
    m_detectable->setTextFormat(Qt::PlainText);
    m_detectable->setWordWrap(true);
    auto *bar = new QHBoxLayout;
    m_legend = new HeatLegend;
    bar->addWidget(m_legend, 1);
    bar->addWidget(m_only, 0, Qt::AlignTop);
    bar->addWidget(button, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_detectable);
    connect(m_only, &QCheckBox::toggled, this, &HeatTab::setSignificantOnly);
    connect(m_view, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT cellActivated(m_model.sourceRow(index.row()), index.column()); });
    connect(&model, &QAbstractItemModel::modelReset, this, &HeatTab::updateWords);
    updateWords();
}

bool HeatTab::isSignificantOnly() const { return m_model.isSignificantOnly(); }

void HeatTab::setSignificantOnly(bool only)
{
    m_model.setSignificantOnly(only);
    m_only->setChecked(only);
}

void HeatTab::setHighlighted(int column) { m_view->setHighlighted(column); }

void HeatTab::setPlainWording(bool plain) { m_legend->setPlain(plain); }

void HeatTab::setCaveat(const QString &caveat) { m_actions->setCaveat(caveat); }

void HeatTab::updateWords()
{
    QStringList words;
    if (m_model.isSignificantOnly() && m_model.hiddenRows() > 0)
        words << tr("%n row(s) without a significant difference are not shown.", nullptr, m_model.hiddenRows());
    const QString detectable = m_model.detectableText(QLocale());
    if (!detectable.isEmpty())
        words << tr("%1.", "a sentence").arg(detectable);
    m_detectable->setText(words.join(QLatin1Char('\n')));
    m_detectable->setVisible(!words.isEmpty());
}

void HeatTab::copySelection()
{
    QSet<int> rows;
    for (const QModelIndex &index : m_view->selectionModel()->selectedIndexes())
        rows.insert(index.row());
    m_actions->copyText(m_model.asText(rows.values()));
}

void HeatTab::fillMenu(QMenu &menu)
{
    menu.addAction(tr("Copy &Chosen Rows"), this, &HeatTab::copySelection)->setShortcut(QKeySequence::Copy);
    m_actions->fill(menu);
}

bool HeatTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_G && key->modifiers() == Qt::NoModifier) {
            setSignificantOnly(!isSignificantOnly());
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            copySelection();
            return true;
        }
    }
    if (event->type() == QEvent::ContextMenu) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu);
        menu->popup(static_cast<QContextMenuEvent *>(event)->globalPos());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
