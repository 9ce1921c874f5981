#include "models/authoring/DocumentModel.h"
#include "models/authoring/ScoringParams.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/ParameterTable.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/ScoringEditor.h"
#include "ui/pages/evaluation/TaskFieldForm.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

/// Parameters of scoring functions are filled in as fields, in a job's form and in that of an evaluation.
class tst_ScoringEditor : public QObject {
    Q_OBJECT

    std::unique_ptr<ScoringEditor> m_editor;
    QVariant m_told;

    template<typename T>
    T *find(const char *name)
    {
        return m_editor->findChild<T *>(QLatin1String(name));
    }

    void open(const char *json = "")
    {
        m_told = {};
        m_editor = std::make_unique<ScoringEditor>(FieldInfo{.path = QStringLiteral("scoring_params"), .kind = FieldKind::Scoring, .titleText = "Scoring Parameters", .helpText = "How it scores."}, nullptr);
        connect(m_editor.get(), &FieldEditor::edited, m_editor.get(), [this](const QVariant &value) { m_told = value; });
        m_editor->setValue(scoringValue(QString::fromUtf8(json)));
        m_editor->show();
    }

    void choose(const char *function) { find<QComboBox>("scoringFunction")->setCurrentText(QLatin1String(function)); }
    void type(const char *name, const char *text) { QTest::keyClicks(find<QWidget>(name), QString::fromUtf8(text)); }
    QString told() const { return scoringText(m_told); }

private Q_SLOTS:
    void cleanup() { m_editor.reset(); }

    void aJudgeIsFilledIn()
    {
        open();
        choose("llm-as-judge::base");
        QVERIFY(!find<QComboBox>("scoringType")->isVisible()); // it is known
        type("scoring/judge_model", "big");
        type("scoring/prompt_template", "Grade {generated_answer}");
        auto *patterns = find<QPlainTextEdit>("scoring/judge_score_regexes");
        QTest::keyClicks(patterns, QStringLiteral("Score: (\\d) "));
        QTest::keyClick(patterns, Qt::Key_Return);
        QTest::keyClicks(patterns, QStringLiteral("(A|B)"));
        const auto ticks = m_editor->findChildren<QCheckBox *>();
        const auto average = std::find_if(ticks.begin(), ticks.end(), [](QCheckBox *box) { return box->text() == QLatin1String("Average"); });
        QTest::keyClick(*average, Qt::Key_Space);
        QCOMPARE(told(), QStringLiteral(R"x({"llm-as-judge::base":{"aggregation_functions":["average"],"judge_model":"big","judge_score_regexes":["Score: (\\d) ","(A|B)"],"prompt_template":"Grade {generated_answer}","type":"llm_as_judge"}})x"));
        find<QPushButton>("scoringRemove")->click();
        QVERIFY(!m_told.isValid());
        QVERIFY(find<QLineEdit>("scoring/judge_model")->text().isEmpty());
    }

    void whatIsThereIsReadIntoTheFields()
    {
        open(R"x({"basic::regex_parser_multiple_choice_answer":{"type":"regex_parser","parsing_regexes":["(a)","(b)"],"aggregation_functions":["accuracy","mode"],"own":7}})x");
        QCOMPARE(find<QComboBox>("scoringFunction")->currentText(), QStringLiteral("basic::regex_parser_multiple_choice_answer"));
        auto *patterns = find<QPlainTextEdit>("scoring/parsing_regexes");
        QCOMPARE(patterns->toPlainText(), QStringLiteral("(a)\n(b)"));
        patterns->moveCursor(QTextCursor::End);
        QTest::keyClicks(patterns, QStringLiteral("?"));
        // What no field knows stays.
        QCOMPARE(told(), QStringLiteral(R"x({"basic::regex_parser_multiple_choice_answer":{"aggregation_functions":["accuracy","mode"],"own":7,"parsing_regexes":["(a)","(b)?"],"type":"regex_parser"}})x"));
    }

    void aFunctionOfTheServerGoesByItsKind()
    {
        open();
        m_editor->setSuggestions({QStringLiteral("team::grader")});
        QVERIFY(find<QComboBox>("scoringFunction")->findText(QStringLiteral("team::grader")) >= 0);
        QCOMPARE(find<QComboBox>("scoringFunction")->findText(QStringLiteral("assay::f1")), -1); // the engine's own
        choose("team::grader");
        QVERIFY(find<QComboBox>("scoringType")->isVisible() && !find<QWidget>("scoring/judge_model"));
        auto *kind = find<QComboBox>("scoringType");
        kind->setFocus();
        QTest::keyClick(kind, Qt::Key_End);
        QTRY_VERIFY(find<QWidget>("scoring/judge_model")->isVisible());
        QCOMPARE(told(), QStringLiteral(R"({"team::grader":{"type":"llm_as_judge"}})"));
    }

    void textIsTakenToo()
    {
        open("{\"basic::equality\": 3}");
        auto *text = find<QPlainTextEdit>("scoringText");
        QVERIFY(text->isVisible() && !find<QComboBox>("scoringFunction")->isVisible() && !find<QCheckBox>("scoringAsText")->isEnabled()); // no fields show that
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("{\"basic::equality\": {\"x\": 1}}"));
        QCOMPARE(told(), QStringLiteral(R"({"basic::equality":{"x":1}})"));
        QVERIFY(find<QComboBox>("scoringFunction")->isVisible());
        find<QCheckBox>("scoringAsText")->click();
        QVERIFY(text->isVisible() && !find<QComboBox>("scoringFunction")->isVisible());
    }

    /// Undo and the text of the document change the fields, and the fields the document.
    void isTheFieldOfAJob()
    {
        DocumentModel model(DocumentKind::Job);
        model.insertRows(QStringLiteral("benchmarks"), 0, {QVariantMap{{QStringLiteral("id"), QStringLiteral("qa")}, {QStringLiteral("provider_id"), QStringLiteral("llamastack")}}});
        FieldForm form(model);
        form.setFields(parameterFields(QStringLiteral("llamastack"), QStringLiteral("qa")), QStringLiteral("benchmarks/0"));
        form.show();
        const QString path = QStringLiteral("benchmarks/0/parameters/scoring_params");
        auto *function = qobject_cast<QComboBox *>(form.controlFor(path));
        QVERIFY(function);
        function->setCurrentText(QStringLiteral("llm-as-judge::base"));
        auto *judge = form.findChild<QLineEdit *>(QStringLiteral("scoring/judge_model"));
        QTest::keyClicks(judge, QStringLiteral("big"));
        QCOMPARE(jsonOf(model.value(path)), QByteArray(R"({"llm-as-judge::base":{"judge_model":"big","type":"llm_as_judge"}})"));
        model.undoStack().undo();
        QVERIFY(!model.value(path).isValid() && judge->text().isEmpty());
        QCOMPARE(test::namelessControls(form), QStringList());
    }

    void isTheFieldOfAnEvaluation()
    {
        TaskFieldForm form(QStringLiteral("about"));
        EvaluationField field{QStringLiteral("scoring_params"), EvaluationField::Type::Scoring, QStringLiteral("Parameters of the functions")};
        form.setFields({field}, {{field.key, QStringLiteral("{\"llm-as-judge::base\":{\"judge_model\":\"a\",\"type\":\"llm_as_judge\"}}")}});
        form.setModels({QStringLiteral("big")});
        form.show();
        const QSignalSpy edited(&form, &TaskFieldForm::edited);
        auto *judge = form.findChild<QLineEdit *>(QStringLiteral("scoring/judge_model"));
        QCOMPARE(judge->text(), QStringLiteral("a"));
        QVERIFY(judge->completer());
        QTest::keyClicks(judge, QStringLiteral("b"));
        QCOMPARE(edited.last().at(1).toString(), QStringLiteral("{\"llm-as-judge::base\":{\"judge_model\":\"ab\",\"type\":\"llm_as_judge\"}}"));
        QCOMPARE(test::namelessControls(form), QStringList());
    }

    void pictures()
    {
        open(R"x({"llm-as-judge::base":{"judge_model":"big","judge_score_regexes":["Score: (\\d)"],"prompt_template":"Grade {generated_answer}"}})x");
        m_editor->resize(700, 480);
        test::savePictures(*m_editor, QStringLiteral("scoring-editor"));
    }
};

ASSAY_TEST(tst_ScoringEditor)

#include "tst_ScoringEditor.moc"
