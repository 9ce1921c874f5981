#include "ui/widgets/MessageBar.h"

#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

namespace {
constexpr int mostRows = 3;

QString iconRole(UserMessage::Level level)
{
    switch (level) {
    case UserMessage::Level::Info: return QStringLiteral("info");
    case UserMessage::Level::Warning: return QStringLiteral("warning");
    case UserMessage::Level::Error: return QStringLiteral("error");
    }
    return {};
}
} // namespace

/// One message. Its coloured edge repeats what icon and words say.
class MessageBar::Row final : public QWidget {
public:
    Row(const UserMessage &message, QWidget *parent) : QWidget(parent), m_message(message)
    {
        setObjectName(QStringLiteral("message"));
        auto *layout = new QHBoxLayout(this);
        fitIcon();
        auto *text = new QLabel(message.text, this);
        text->setObjectName(QStringLiteral("messageText"));
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(text, 1);
        for (const UserMessage::Action &action : message.actions) {
            auto *button = new QPushButton(action.label, this);
            button->setObjectName(QStringLiteral("messageAction"));
            connect(button, &QPushButton::clicked, this, [this, run = action.run] {
                finish(false);
                if (run)
                    run();
            });
            layout->addWidget(button);
        }
        auto *close = new QToolButton(this);
        close->setObjectName(QStringLiteral("messageClose"));
        close->setIcon(themeIcon(QStringLiteral("close")));
        close->setAutoRaise(true);
        close->setToolTip(MessageBar::tr("Close Message"));
        close->setAccessibleName(MessageBar::tr("Close Message"));
        connect(close, &QToolButton::clicked, this, [this] { finish(true); });
        layout->addWidget(close);
        if (message.timeoutMs > 0)
            QTimer::singleShot(message.timeoutMs, this, [this] { finish(true); });
    }
    const UserMessage &message() const { return m_message; }
    /// It has a time, at the end of which something is done unless the user wants it otherwise.
    bool isCounted() const { return m_message.timeoutMs > 0 && m_message.expired && !m_message.actions.isEmpty(); }
    /// Once only; expired: no action was chosen.
    void finish(bool expired)
    {
        if (std::exchange(m_finished, true))
            return;
        static_cast<MessageBar *>(parentWidget())->retire(this, expired);
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
            fitIcon();
    }
    void paintEvent(QPaintEvent *) override
    {
        const ThemeTokens &tokens = themeTokens(this);
        const QColor edge = m_message.level == UserMessage::Level::Info ? tokens.info
            : m_message.level == UserMessage::Level::Warning            ? tokens.warning
                                                                        : tokens.error;
        QPainter painter(this);
        painter.fillRect(rect(), tokens.raised);
        painter.fillRect(QRect(0, 0, qMax(4, fontMetrics().height() / 4), height()), edge);
        themeIcon(iconRole(m_message.level)).paint(&painter, QRect(fontMetrics().height(), (height() - iconSide()) / 2, iconSide(), iconSide()));
        painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.border);
    }

private:
    int iconSide() const { return fontMetrics().height() * 5 / 4; }
    /// Room for the icon, which is painted, so that it follows the theme.
    void fitIcon()
    {
        const int gap = fontMetrics().height() / 2;
        layout()->setContentsMargins(gap * 3 + iconSide(), gap, gap, gap);
    }
    UserMessage m_message;
    bool m_finished = false;
};

MessageBar::MessageBar(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

QList<MessageBar::Row *> MessageBar::rows() const
{
    QList<Row *> found;
    for (int i = 0; i < m_layout->count(); ++i)
        found << static_cast<Row *>(m_layout->itemAt(i)->widget());
    return found;
}

int MessageBar::count() const { return m_layout->count(); }

void MessageBar::show(const UserMessage &message)
{
    if (!message.key.isEmpty()) {
        const QList<Row *> present = rows();
        for (Row *row : present) {
            if (row->message().key == message.key)
                row->finish(true);
        }
    }
    makeRoom();
    m_layout->insertWidget(0, new Row(message, this));
    QWidget::show();
    QAccessibleEvent event(this, QAccessible::Alert);
    setAccessibleName(message.text);
    QAccessible::updateAccessibility(&event);
}

bool MessageBar::shows(const QString &key) const
{
    const QList<Row *> present = rows();
    return std::any_of(present.cbegin(), present.cend(), [&key](const Row *row) { return row->message().key == key; });
}

/// The oldest give way, except those that the user still has time to answer: they are more than three rather than gone early.
void MessageBar::makeRoom()
{
    QList<Row *> present = rows();
    while (count() >= mostRows) {
        const auto last = std::find_if(present.rbegin(), present.rend(), [](Row *row) { return !row->isCounted(); });
        if (last == present.rend())
            return;
        Row *row = *last;
        present.removeOne(row);
        row->finish(true);
    }
}

void MessageBar::dismiss(const QString &key)
{
    const QList<Row *> present = rows();
    for (Row *row : present) {
        if (row->message().key == key)
            row->finish(false);
    }
}

void MessageBar::retire(Row *row, bool expired)
{
    m_layout->removeWidget(row);
    row->hide();
    row->deleteLater();
    if (m_layout->count() == 0)
        hide();
    if (expired && row->message().expired)
        row->message().expired();
}

} // namespace assay
