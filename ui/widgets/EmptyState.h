#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace assay {

/// What stands where rows would be: an icon, one sentence, one button.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);
    /// `button` empty: none. All texts translated.
    void setContent(const QString &iconRole, const QString &title, const QString &sentence, const QString &button = {});

Q_SIGNALS:
    void activated();

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();
    QString m_role;
    QLabel *m_icon, *m_title, *m_sentence;
    QPushButton *m_button;
};

} // namespace assay
