#pragma once

#include "models/results/ScorerChoice.h"

#include <QWidget>

class QComboBox;
class QGroupBox;
class QLineEdit;
class QPlainTextEdit;

namespace assay {

class ProblemLabel;
class ScorerForm;

/// One of the local engine's scoring functions: which, its parameters, and a judge's address and words.
class ScorerBox final : public QWidget {
    Q_OBJECT
public:
    /// prefix: of object names, e.g. "rescore" for "rescoreFunction" and "rescoreJudgeUrl". title: before the choice of the function, with a mnemonic.
    ScorerBox(const QString &prefix, const QString &title, QWidget *parent = nullptr);
    ScorerChoice choice() const;
    QComboBox *function() const { return m_function; }
    /// Shows what has to be mended, or only notes it.
    void showProblems(const ScorerProblems &problems, bool show);
    /// The field of the first problem; null: there is none.
    QWidget *fieldOf(const ScorerProblems &problems) const;

Q_SIGNALS:
    void changed();
    void functionChanged();
    void submitted(); ///< by Enter in a line

private:
    void makeJudge(const QString &prefix);
    void follow();
    void showFields();

    QComboBox *m_function;
    ScorerForm *m_params;
    QGroupBox *m_judge;
    QLineEdit *m_url, *m_model, *m_secret, *m_pattern;
    QPlainTextEdit *m_prompt;
    ProblemLabel *m_paramsProblem, *m_urlProblem, *m_modelProblem, *m_promptProblem, *m_patternProblem;
    QList<QWidget *> m_words; ///< prompt and pattern, with their labels: not every judge has them
};

} // namespace assay
