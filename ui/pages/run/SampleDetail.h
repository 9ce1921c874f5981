#pragma once

#include "models/samples/SampleModel.h"

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
    /// loading: there is one, which is on its way.
    void setSample(const std::optional<Sample> &sample, bool loading = false);
    const std::optional<Sample> &sample() const { return m_sample; }
    void setRightRule(const RightRule &rule); ///< of the benchmark
    /// What the response is compared with while showsDiff(): a name and a text, e.g. the target or another run's response.
    void setDiffBase(const QString &name, const QString &text);
    void setDiff(bool on);
    bool showsDiff() const { return m_diff; }
    /// Hides what scorers and judges said, so that it cannot lead who judges for themselves.
    void setBlind(bool blind);

Q_SIGNALS:
    void wholeRequested(); ///< the rest of the texts is wanted, see Sample::cutBytes

private:
    void fillRaw();
    void fillDiff();
    void showCut();
    void showPart(qsizetype part);
    void fillHeading();
    void fillScores();
    void fillMetadata();
    void highlight();

    std::optional<Sample> m_sample;
    RightRule m_rule;
    QLabel *m_heading, *m_extracted;
    ToneLabel *m_error;
    QPlainTextEdit *m_prompt, *m_response, *m_target;
    QTableWidget *m_scores, *m_metadata;
    QLabel *m_scoresTitle, *m_metadataTitle;
    QToolButton *m_nextPart, *m_showAll, *m_showRaw;
    QLabel *m_judgeTitle, *m_diffTitle;
    QPlainTextEdit *m_judge, *m_raw, *m_diffText;
    qsizetype m_part = 0;
    QString m_diffName, m_diffBase;
    bool m_diff = false, m_blind = false, m_loading = false;
};

/// Where an extracted answer stands in a response: the last occurrence as a whole word, else the last at all; -1: nowhere.
qsizetype answerPosition(const QString &response, const QString &extracted);

} // namespace assay
