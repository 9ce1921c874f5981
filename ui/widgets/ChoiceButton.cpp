#include "ui/widgets/ChoiceButton.h"

#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QPainter>

namespace assay {

ChoiceButton::ChoiceButton(const QString &iconRole, QWidget *parent) : QAbstractButton(parent), m_role(iconRole)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChoiceButton::setTexts(const QString &title, const QString &sentence)
{
    setText(title);
    m_sentence = sentence;
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    updateGeometry();
    update();
}

QFont ChoiceButton::titleFont() const
{
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() * 1.15);
    larger.setWeight(QFont::DemiBold);
    return larger;
}

QSize ChoiceButton::sizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * 36;
    return {width, heightForWidth(width)};
}

QSize ChoiceButton::minimumSizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * 24;
    return {width, heightForWidth(width)};
}

int ChoiceButton::heightForWidth(int width) const
{
    const QRect room(0, 0, width - 2 * margin(), 10000);
    const int title = QFontMetrics(titleFont()).boundingRect(room, Qt::TextWordWrap, text()).height();
    const int sentence = fontMetrics().boundingRect(room, Qt::TextWordWrap, m_sentence).height();
    return margin() * 2 + iconSide() + margin() / 2 + title + margin() / 4 + sentence;
}

void ChoiceButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ChoiceButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void ChoiceButton::paintEvent(QPaintEvent *)
{
    const ThemeTokens &tokens = themeTokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = isEnabled() && (underMouse() || isDown());
    const qreal pen = hasFocus() ? 2 : 1;
    painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : lit ? tokens.muted : tokens.border, pen));
    painter.setBrush(isDown() ? palette().color(QPalette::Midlight) : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 8, 8);

    const QRect room = rect().adjusted(margin(), margin(), -margin(), -margin());
    const QIcon::Mode mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
    themeIcon(m_role).paint(&painter, QRect(room.left(), room.top(), iconSide(), iconSide()), Qt::AlignCenter, mode);
    QRect lines = room;
    lines.setTop(room.top() + iconSide() + margin() / 2);
    painter.setFont(titleFont());
    const auto group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    painter.setPen(palette().color(group, QPalette::Text));
    QRect used;
    painter.drawText(lines, Qt::TextWordWrap, text(), &used);
    lines.setTop(used.bottom() + margin() / 4);
    painter.setFont(font());
    painter.setPen(isEnabled() ? tokens.muted : palette().color(QPalette::Disabled, QPalette::Text));
    painter.drawText(lines, Qt::TextWordWrap, m_sentence);
}

} // namespace assay
