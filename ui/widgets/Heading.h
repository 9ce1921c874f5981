#pragma once

#include <QLabel>

namespace assay {

/// A label in a larger or smaller size than the program's font, which it follows when the zoom changes.
class Heading : public QLabel {
    Q_OBJECT
public:
    enum class Level { Title, Section, Caption };
    explicit Heading(Level level, QWidget *parent = nullptr);
    Heading(const QString &text, Level level, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColour();
    Level m_level;
    bool m_applying = false;
};

} // namespace assay
