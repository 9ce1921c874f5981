#pragma once

#include <QAbstractButton>

namespace assay {

/// A large choice: icon, title and a sentence in a card. Its accessible name is the title, its description the sentence.
class ChoiceButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit ChoiceButton(const QString &iconRole, QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &sentence);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QFont titleFont() const;
    int margin() const { return fontMetrics().height(); }
    int iconSide() const { return fontMetrics().height() * 2; }
    QString m_role, m_sentence;
};

} // namespace assay
