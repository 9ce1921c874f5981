#include "ui/pages/compare/ComparabilityPanel.h"

#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay {

static QString lightGlyph(Light light)
{
    switch (light) {
    case Light::Green: return glyph::pass;
    case Light::Amber: return QStringLiteral("!");
    case Light::Red: break;
    }
    return glyph::fail;
}

ComparabilityPanel::ComparabilityPanel(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("card"));
    m_light = new QToolButton;
    m_light->setObjectName(QStringLiteral("comparabilityLight"));
    m_light->setCheckable(true);
    m_light->hide(); // it says nothing yet
    m_light->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_light, &QToolButton::toggled, this, &QWidget::setVisible);
    m_words = new QLabel;
    m_words->setObjectName(QStringLiteral("comparabilityWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_tree = new QTreeWidget;
    m_tree->setObjectName(QStringLiteral("comparabilityTree"));
    m_tree->setAccessibleName(tr("What differs between the runs"));
    m_tree->setHeaderLabels({tr("What"), tr("Baseline"), tr("Other run")});
    m_tree->setUniformRowHeights(true);
    m_tree->setMinimumHeight(m_tree->fontMetrics().height() * 8);
    m_tree->header()->setStretchLastSection(true);
    m_confirm = new QCheckBox(tr("I know; &judge them all the same"));
    m_confirm->setObjectName(QStringLiteral("comparabilityConfirm"));
    connect(m_confirm, &QCheckBox::clicked, this, &ComparabilityPanel::confirmedChanged);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_confirm);
    hide();
}

bool ComparabilityPanel::isConfirmed() const { return m_confirm->isChecked(); }

void ComparabilityPanel::setComparability(const Comparability &comparability, const QStringList &names, bool confirmed)
{
    m_comparability = comparability;
    m_names = names;
    m_confirm->setChecked(confirmed);
    fill();
}

void ComparabilityPanel::fill()
{
    const Light light = m_comparability.light();
    m_light->setVisible(m_names.size() > 1);
    m_light->setText(lightTitle(light));
    m_light->setAccessibleName(tr("Comparability: %1").arg(lightTitle(light)));
    m_light->setToolTip(tr("Show what differs between the runs"));
    if (m_names.size() < 2)
        m_light->setChecked(false);
    drawLight();
    m_confirm->setVisible(light == Light::Red);
    QString words;
    switch (light) {
    case Light::Green: words = tr("Everything that is known of the runs is the same."); break;
    case Light::Amber: words = tr("Something differs that may matter, or is not known."); break;
    case Light::Red:
        words = isConfirmed() ? tr("The runs did not measure the same thing. You took the responsibility; every export says so.")
                              : tr("The runs did not measure the same thing: nothing is called better or worse.");
        break;
    }
    m_words->setText(words);
    m_tree->clear();
    for (int run = 0; run < m_names.size(); ++run) {
        for (const ComparabilityCheck &check : m_comparability.of(run)) {
            if (check.light == Light::Green)
                continue;
            auto *item = new QTreeWidgetItem(m_tree, {QStringLiteral("%1 %2 · %3").arg(lightGlyph(check.light), m_names.at(run), check.text)});
            item->setFirstColumnSpanned(true);
            for (const ComparabilityDetail &detail : check.details) {
                const QString what = detail.benchmark.isEmpty() ? detail.key : detail.key.isEmpty() ? detail.benchmark : tr("%1, %2", "benchmark, setting").arg(detail.benchmark, detail.key);
                const auto value = [](const QString &text) { return text.isEmpty() ? tr("not known") : text; };
                new QTreeWidgetItem(item, {what, value(detail.baseline), value(detail.other)});
            }
            item->setExpanded(check.light == Light::Red);
        }
    }
    m_tree->setVisible(m_tree->topLevelItemCount() > 0);
    m_tree->setColumnWidth(0, m_tree->fontMetrics().averageCharWidth() * 46);
    m_tree->setColumnWidth(1, m_tree->fontMetrics().averageCharWidth() * 32);
}

/// A disc in the light's colour with its sign in it; the words stand beside it.
void ComparabilityPanel::drawLight()
{
    const ThemeTokens &tokens = themeTokens(this);
    const Light light = m_comparability.light();
    const QColor colour = light == Light::Green ? tokens.pass : light == Light::Amber ? tokens.warning : tokens.error;
    const int side = fontMetrics().height();
    QPixmap pixmap(QSize(side, side) * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1));
    QFont small = font();
    small.setPixelSize(std::max(6, side * 6 / 10));
    small.setBold(true);
    painter.setFont(small);
    painter.setPen(palette().color(QPalette::Base));
    painter.drawText(QRect(0, 0, side, side), int(Qt::AlignCenter), lightGlyph(light));
    painter.end();
    m_light->setIcon(QIcon(pixmap));
}

void ComparabilityPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        drawLight();
}

} // namespace assay
