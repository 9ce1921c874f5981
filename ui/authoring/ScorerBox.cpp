#include "ui/authoring/ScorerBox.h"

#include "services/authoring/ScorerFields.h"
#include "ui/authoring/ScorerForm.h"
#include "ui/widgets/CheckedField.h"

#include <QComboBox>
#include <QGroupBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <utility>

namespace assay {

ScorerBox::ScorerBox(const QString &prefix, const QString &title, QWidget *parent)
    : QWidget(parent), m_function(new QComboBox), m_params(new ScorerForm(prefix + QStringLiteral("Params"))), m_paramsProblem(new ProblemLabel)
{
    m_function->setObjectName(prefix + QStringLiteral("Function"));
    m_function->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    for (const ScorerInfo &one : scorers())
        m_function->addItem(one.title(), one.id);
    auto *choice = new QFormLayout;
    choice->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto *label = new QLabel(title);
    label->setBuddy(m_function);
    choice->addRow(label, m_function);
    makeJudge(prefix);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(choice);
    layout->addWidget(m_params);
    layout->addWidget(m_paramsProblem);
    layout->addWidget(m_judge);
    follow();
    showFields();
}

void ScorerBox::makeJudge(const QString &prefix)
{
    m_judge = new QGroupBox(tr("Judge"));
    m_judge->setObjectName(prefix + QStringLiteral("Judge"));
    m_url = new QLineEdit;
    m_url->setPlaceholderText(QStringLiteral("http://localhost:8080/v1"));
    m_model = new QLineEdit;
    m_secret = new QLineEdit;
    m_secret->setPlaceholderText(tr("none"));
    m_secret->setToolTip(tr("The name of a key in the keychain; the key itself is never part of a run."));
    m_prompt = new QPlainTextEdit(standardJudgePrompt());
    m_prompt->setTabChangesFocus(true);
    m_prompt->setMinimumHeight(m_prompt->fontMetrics().lineSpacing() * 6);
    m_prompt->setToolTip(tr("{input_query} is the question, {expected_answer} the target, {generated_answer} the answer. Other braces are written twice."));
    m_pattern = new QLineEdit(standardJudgePattern());
    m_pattern->setToolTip(tr("A regular expression; what its first parentheses hold is the score. Answers without one are counted and left out."));
    ProblemLabel *none = nullptr;
    auto *form = new QFormLayout(m_judge);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addCheckedField(form, tr("Address"), m_url, prefix + QStringLiteral("JudgeUrl"), m_urlProblem);
    addCheckedField(form, tr("Model"), m_model, prefix + QStringLiteral("JudgeModel"), m_modelProblem);
    addCheckedField(form, tr("Name of its key"), m_secret, prefix + QStringLiteral("JudgeSecret"), none);
    m_words = {addCheckedField(form, tr("Prompt"), m_prompt, prefix + QStringLiteral("JudgePrompt"), m_promptProblem), m_prompt,
               addCheckedField(form, tr("Score pattern"), m_pattern, prefix + QStringLiteral("JudgePattern"), m_patternProblem), m_pattern};
}

void ScorerBox::follow()
{
    connect(m_function, &QComboBox::currentIndexChanged, this, [this] {
        m_params->setParams({}); // of another function
        showFields();
        Q_EMIT functionChanged();
        Q_EMIT changed();
    });
    for (QLineEdit *line : {m_url, m_model, m_secret, m_pattern}) {
        connect(line, &QLineEdit::textChanged, this, &ScorerBox::changed);
        connect(line, &QLineEdit::returnPressed, this, &ScorerBox::submitted);
    }
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &ScorerBox::changed);
    connect(m_params, &ScorerForm::edited, this, &ScorerBox::changed);
}

void ScorerBox::showFields()
{
    const ScorerChoice now = choice();
    m_judge->setVisible(now.asksJudge());
    m_params->setVisible(!now.asksJudge());
    m_params->setFunction(now.function);
    for (QWidget *one : std::as_const(m_words))
        one->setVisible(now.writesPrompt());
}

ScorerChoice ScorerBox::choice() const
{
    return {m_function->currentData().toString(), m_params->params(), m_url->text(), m_model->text(), m_secret->text(), m_prompt->toPlainText(), m_pattern->text()};
}

void ScorerBox::showProblems(const ScorerProblems &problems, bool show)
{
    m_paramsProblem->setProblem(problems.params, !problems.params.isEmpty()); // it is of something that was entered
    m_urlProblem->setProblem(problems.judgeUrl, show);
    m_modelProblem->setProblem(problems.judgeModel, show);
    m_promptProblem->setProblem(problems.judgePrompt, show);
    m_patternProblem->setProblem(problems.judgePattern, show);
}

QWidget *ScorerBox::fieldOf(const ScorerProblems &problems) const
{
    const std::pair<const QString *, QWidget *> fields[] = {{&problems.params, m_params->firstControl()}, {&problems.judgeUrl, m_url}, {&problems.judgeModel, m_model},
                                                            {&problems.judgePrompt, m_prompt}, {&problems.judgePattern, m_pattern}};
    for (const auto &[problem, field] : fields) {
        if (!problem->isEmpty())
            return field;
    }
    return nullptr;
}

} // namespace assay
