#pragma once

#include <QLabel>

namespace assay {

/// What is wrong with something, below it: a glyph, a sentence, the theme's error colour. Hidden while nothing is.
class ProblemLabel : public QLabel {
    Q_OBJECT
public:
    explicit ProblemLabel(QWidget *parent = nullptr);
    /// `sentence` translated; empty: none. It is shown only where `shown` says so.
    void setProblem(const QString &sentence, bool shown = true);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColour();
    bool m_applying = false;
};

} // namespace assay
