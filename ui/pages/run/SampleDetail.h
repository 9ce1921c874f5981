#pragma once

#include "services/core/Sample.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QTableWidget;
class QToolButton;

namespace assay {

class ToneLabel;

/// One sample in full. All its texts come from models and data sets: they are shown as plain text, never as markup.
class SampleDetail : public QWidget {
    Q_OBJECT
public:
    /// Longer texts are shown in parts of this many characters: laying out one line of megabytes would stop the window.
    static constexpr qsizetype shownChars = 128 * 1024;
    explicit SampleDetail(QWidget *parent = nullptr);
    void setSample(const std::optional<Sample> &sample);
    const std::optional<Sample> &sample() const { return m_sample; }

private:
    QPlainTextEdit *addText(const QString &objectName, const QString &title);
    void showPart(qsizetype part);
    void fillHeading();
    void fillScores();
    void fillMetadata();
    void highlight();

    std::optional<Sample> m_sample;
    QLabel *m_heading, *m_extracted;
    ToneLabel *m_error;
    QPlainTextEdit *m_prompt, *m_response, *m_target;
    QTableWidget *m_scores, *m_metadata;
    QLabel *m_scoresTitle, *m_metadataTitle;
    QToolButton *m_nextPart;
    qsizetype m_part = 0;
};

/// Where an extracted answer stands in a response: the last occurrence as a whole word, else the last at all; -1: nowhere.
qsizetype answerPosition(const QString &response, const QString &extracted);

} // namespace assay
