#include "ui/widgets/EmptyState.h"

#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/TallPage.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new Heading(Heading::Level::Section, this)),
      m_sentence(new Heading(Heading::Level::Caption, this)), m_button(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addStretch(2);
    for (QLabel *label : {m_icon, m_title, m_sentence}) {
        label->setAlignment(Qt::AlignCenter);
        layout->addWidget(label);
    }
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    m_button->hide();
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_sentence->setObjectName(QStringLiteral("emptySentence"));
    m_button->setObjectName(QStringLiteral("emptyAction"));
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
}

void EmptyState::setContent(const QString &iconRole, const QString &title, const QString &sentence, const QString &button)
{
    m_role = iconRole;
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    drawIcon();
}

void EmptyState::drawIcon()
{
    const int side = fontMetrics().height() * 5 / 2;
    m_icon->setPixmap(themeIcon(m_role).pixmap(QSize(side, side), devicePixelRatioF(), QIcon::Disabled));
}

bool EmptyState::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    keepLeastHeight(*this, *event);
    return done;
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        drawIcon();
}

} // namespace assay
