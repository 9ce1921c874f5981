#pragma once

#include "services/core/Sample.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;

namespace assay {

/// One item as two runs answered it, side by side: the question and the expected answer above, the two answers below, each with its
/// score. All texts come from models and data sets and are shown as plain text.
class AnswerPair : public QWidget {
    Q_OBJECT
public:
    static constexpr qsizetype shownChars = 64 * 1024; ///< of a text; the run's own page shows the rest
    struct Side {
        QString name; ///< of the run
        std::optional<Sample> sample;
        QString problem; ///< why there is none; empty while it is on its way
    };
    explicit AnswerPair(QWidget *parent = nullptr);
    void showPair(const Side &before, const Side &after);
    void clear(const QString &sentence);
    /// Marks what only one of the two answers says.
    void setDiff(bool diff);
    bool isDiff() const { return m_diff; }

private:
    struct Column {
        QLabel *title;
        QPlainTextEdit *text;
    };
    Column addColumn(const QString &name, const QString &accessibleName);
    void fill(const Column &column, const Side &side);
    void highlight();

    QLabel *m_sentence;
    QPlainTextEdit *m_prompt;
    QLabel *m_target;
    Column m_before, m_after;
    bool m_diff = false;
};

} // namespace assay
