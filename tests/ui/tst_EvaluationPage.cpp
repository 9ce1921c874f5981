#include "models/evaluation/EvaluationTaskModel.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/FakeEvaluationService.h"
#include "tests/support/FakeModelService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/evaluation/EvaluationPage.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using Source = EvaluationData::Source;

/// The page of new evaluations over a service in memory, whose form it shows without knowing what it is for.
class tst_EvaluationPage final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void createsAndOpensTheRun();
    void everyTypeOfField();
    void anotherLanguageKeepsTheFields();
    void tasksInTheirOrder();
    void taskModel();
    void rowsFileOrDataset();
    void someRowsOfADataset();
    void modelsAreOffered();
    void columnsAreTold();
    void refusalKeepsWhatWasEntered();
    void nothingChangesWhileItIsSent();
    void onlyByCapability();
    void unknownOutcomeIsSaid();
    void formWithoutTasks();
    void namesAreSuggested();
    void stateIsKept();
    void everythingHasAName();
    void pictures();

private:
    template <typename T>
    T *find(const QString &name)
    {
        return m_page->findChild<T *>(name);
    }
    template <typename T>
    T *find(const char *name)
    {
        return find<T>(QLatin1String(name));
    }
    void show();
    void addTask(const char *type);
    /// As of a server that answers rows with one model and scores them.
    static EvaluationForm withoutTasks();
    void type(const char *name, const QString &text);
    /// A whole evaluation of two tasks.
    void enterAll();
    bool create();
    QString problem()
    {
        return find<QLabel>("evaluationProblem")->isVisible() ? find<QLabel>("evaluationProblem")->text() : QString();
    }

    FakeConnection m_connection;
    FakeEvaluationService m_service;
    FakeDatasetService m_datasets;
    FakeModelService m_models;
    std::unique_ptr<EvaluationPage> m_page;
};

void tst_EvaluationPage::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_service.created_.clear();
    m_service.looked.clear();
    m_service.failWith.reset();
    m_service.columnsFailWith.reset();
    m_service.hold = false;
    m_service.otherForm.reset();
    m_service.names.clear();
    m_datasets.stored.clear();
    m_connection.evaluationService = &m_service;
    m_connection.datasetService = &m_datasets;
    m_models.served = { { QStringLiteral("openai/gpt-4o-mini"), QStringLiteral("openai"), QStringLiteral("llm") },
        { QStringLiteral("cohere/command-r-plus"), QStringLiteral("cohere"), QStringLiteral("llm") },
        { QStringLiteral("bge"), QStringLiteral("p"), QStringLiteral("rerank") } };
    m_connection.modelService = &m_models;
    m_connection.abilities.items += { Capability::CreateEvaluations, Capability::Datasets, Capability::ListModels };
    m_connection.current = Connection::State::Ready;
}

void tst_EvaluationPage::show()
{
    m_page = std::make_unique<EvaluationPage>(m_connection);
    m_page->resize(1100, 720);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_EvaluationPage::addTask(const char *type)
{
    auto *menu = find<QPushButton>("evaluationTaskAdd")->menu();
    auto *action = menu->findChild<QAction *>(QLatin1String("addTask/") + QLatin1String(type));
    QVERIFY(action);
    action->trigger();
}

void tst_EvaluationPage::type(const char *name, const QString &text)
{
    if (auto *line = find<QLineEdit>(name))
        line->setText(text);
    else if (auto *box = find<QPlainTextEdit>(name))
        box->setPlainText(text);
    else if (auto *choice = find<QComboBox>(name); choice && choice->isEditable())
        choice->setCurrentText(text);
    else if (choice)
        choice->setCurrentIndex(choice->findData(text));
    else
        QFAIL(name);
}

void tst_EvaluationPage::enterAll()
{
    type("about/name", QStringLiteral("capitals"));
    type("about/tags", QStringLiteral("nightly, geo"));
    type("evaluationRows", QStringLiteral("{\"input\":\"Capital of France?\",\"expected\":\"Paris\"}"));
    addTask("chat");
    type("task/model", QStringLiteral("openai/gpt-4o-mini"));
    type("task/messages", QStringLiteral("{{item.input}}"));
    addTask("metric");
    type("task/candidate", QStringLiteral("item.output"));
    type("task/reference", QStringLiteral("item.expected"));
}

bool tst_EvaluationPage::create()
{
    QTest::mouseClick(find<QPushButton>("evaluationCreate"), Qt::LeftButton);
    return !m_service.created_.isEmpty();
}

void tst_EvaluationPage::createsAndOpensTheRun()
{
    show();
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    enterAll();
    QVERIFY(create());
    const EvaluationRequest sent = m_service.created_.first();
    QCOMPARE(sent.about,
        (EvaluationValues { { QStringLiteral("name"), QStringLiteral("capitals") },
            { QStringLiteral("tags"), QStringLiteral("nightly, geo") } }));
    QCOMPARE(sent.data.source, Source::Rows);
    QVERIFY(sent.data.rows.contains(QStringLiteral("Paris")));
    QCOMPARE(sent.tasks.size(), 2);
    QCOMPARE(sent.tasks.at(0),
        (EvaluationTask { QStringLiteral("chat"), QStringLiteral("output"),
            { { QStringLiteral("model"), QStringLiteral("openai/gpt-4o-mini") },
                { QStringLiteral("messages"), QStringLiteral("{{item.input}}") } } }));
    QCOMPARE(sent.tasks.at(1).values.value(QStringLiteral("type")).toString(),
        QStringLiteral("rougeL")); // the first where one has to be chosen
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened.first(), (QVariantList { QStringLiteral("run"), QStringLiteral("e1") }));
    // The next one can be like it, but is not made by a second click.
    QCOMPARE(find<QLineEdit>("about/name")->text(), QString());
    QCOMPARE(find<QListView>("evaluationTasks")->model()->rowCount(), 2);
}

void tst_EvaluationPage::everyTypeOfField()
{
    show();
    addTask("chat");
    QTRY_COMPARE(find<QComboBox>("task/model")->count(), 2); // suggestions
    QVERIFY(!find<QPlainTextEdit>("task/tools")->isVisible()); // few need it
    find<QCheckBox>("task/more")->setChecked(true);
    QVERIFY(find<QPlainTextEdit>("task/tools")->isVisible());
    QCOMPARE(find<QComboBox>("task/store")->currentText(), QStringLiteral("the service's own"));
    const QMap<QString, QString> values { { QStringLiteral("model"), QStringLiteral("mine/own") },
        { QStringLiteral("messages"), QStringLiteral("user: Hi") },
        { QStringLiteral("temperature"), QStringLiteral("item.heat") },
        { QStringLiteral("effort"), QStringLiteral("high") }, { QStringLiteral("stop"), QStringLiteral("END\nSTOP") },
        { QStringLiteral("tools"), QStringLiteral("[]") }, { QStringLiteral("store"), QStringLiteral("no") },
        { QStringLiteral("prompt"), QStringLiteral("Two\nlines") } };
    EvaluationValues expected;
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        type(qPrintable(QStringLiteral("task/") + it.key()), it.value());
        expected.insert(it.key(), it.value());
    }
    QVERIFY(create());
    QCOMPARE(m_service.created_.first().tasks.first().values, expected);
}

void tst_EvaluationPage::tasksInTheirOrder()
{
    show();
    enterAll();
    auto *list = find<QListView>("evaluationTasks");
    const auto shown = [&](int row) { return list->model()->index(row, 0).data().toString(); };
    QCOMPARE(shown(0), QStringLiteral("output · Chat completion"));
    QCOMPARE(list->currentIndex().row(), 1);
    type("evaluationTaskAlias", QStringLiteral("rouge"));
    QCOMPARE(shown(1), QStringLiteral("rouge · Metric"));
    QVERIFY(!find<QPushButton>("evaluationTaskDown")->isEnabled());
    QTest::mouseClick(find<QPushButton>("evaluationTaskUp"), Qt::LeftButton);
    QCOMPARE(shown(0), QStringLiteral("rouge · Metric"));
    QCOMPARE(list->currentIndex().row(), 0);
    type("task/candidate", QStringLiteral("item.answer")); // still of the one that is chosen
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(find<QPlainTextEdit>("task/messages")->toPlainText(), QStringLiteral("{{item.input}}"));
    QVERIFY(create());
    QCOMPARE(m_service.created_.first().tasks.at(0).values.value(QStringLiteral("candidate")).toString(),
        QStringLiteral("item.answer"));
    QTRY_VERIFY(list->isEnabled()); // it was answered
    addTask("chat"); // its result is named as no other
    QCOMPARE(shown(2), QStringLiteral("output_2 · Chat completion"));
    for (int left = 2; left >= 0; --left) {
        QTest::mouseClick(find<QPushButton>("evaluationTaskRemove"), Qt::LeftButton);
        QCOMPARE(list->model()->rowCount(), left);
    }
    QVERIFY(!find<QPushButton>("evaluationTaskRemove")->isEnabled());
    QVERIFY(!find<QLineEdit>("evaluationTaskAlias")->isVisible());
}

void tst_EvaluationPage::taskModel()
{
    EvaluationTaskModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy edited(&model, &EvaluationTaskModel::edited);
    model.setForm(m_service.form());
    QCOMPARE(model.add(QStringLiteral("nothing")), -1);
    QCOMPARE(model.add(QStringLiteral("metric")), 0);
    QCOMPARE(model.add(QStringLiteral("metric")), 1);
    QCOMPARE(model.add(QStringLiteral("chat")), 2);
    QCOMPARE(model.task(1).alias, QStringLiteral("score_2"));
    QVERIFY(model.move(0, 2) && model.task(2).alias == QLatin1String("score") && model.move(2, 0));
    QVERIFY(!model.move(0, 3) && !model.move(-1, 0) && !model.move(1, 1));
    const auto before = edited.size();
    model.setValue(2, QStringLiteral("model"), QStringLiteral("m"));
    model.setValue(2, QStringLiteral("model"), QStringLiteral("m")); // no change
    model.setValue(3, QStringLiteral("model"), QStringLiteral("m"));
    model.setAlias(-1, QStringLiteral("x"));
    QCOMPARE(edited.size(), before + 1);
    model.setValue(2, QStringLiteral("model"), QString());
    QVERIFY(model.task(2).values.isEmpty());
    model.remove(3);
    QCOMPARE(model.rowCount(), 3);
    model.remove(0);
    QCOMPARE(model.rowCount(), 2);
}

void tst_EvaluationPage::rowsFileOrDataset()
{
    Dataset one, two;
    one.id = QStringLiteral("b7f5");
    one.name = QStringLiteral("capitals");
    two.id = QStringLiteral("rivers");
    m_datasets.stored = { one, two };
    show();
    auto *source = find<QComboBox>("evaluationSource");
    const auto choose = [&](Source what) {
        QTRY_VERIFY(source->isEnabled());
        for (int i = 0; i < 3 && source->currentIndex() != int(what); ++i)
            QTest::keyClick(source, source->currentIndex() < int(what) ? Qt::Key_Down : Qt::Key_Up);
        QCOMPARE(source->currentIndex(), int(what));
    };
    QVERIFY(find<QPlainTextEdit>("evaluationRows")->isVisible());
    choose(Source::File);
    QVERIFY(find<QLineEdit>("evaluationFile")->isVisible() && !find<QPlainTextEdit>("evaluationRows")->isVisible());
    type("evaluationFile", QStringLiteral("/data/rows.jsonl"));
    QTRY_COMPARE(m_service.looked.size(), 1);
    QCOMPARE(m_service.looked.last().file, QStringLiteral("/data/rows.jsonl"));
    choose(Source::Dataset);
    auto *datasets = find<QComboBox>("evaluationDataset");
    QTRY_COMPARE(datasets->count(), 2);
    QCOMPARE(datasets->currentIndex(), -1); // the first is nobody's choice
    QVERIFY(!find<QLineEdit>("keep/dataset.name")->isVisible()); // its rows are kept already
    QCOMPARE(datasets->itemText(0), QStringLiteral("capitals"));
    datasets->setFocus();
    QTest::keyClick(datasets, Qt::Key_Down);
    QTRY_COMPARE(m_service.looked.size(), 2);
    QCOMPARE(m_service.looked.last().datasetId, QStringLiteral("b7f5"));
    QVERIFY(create());
    QCOMPARE(m_service.created_.first().data.source, Source::Dataset);
    QCOMPARE(m_service.created_.first().data.datasetId, QStringLiteral("b7f5"));
    choose(Source::Rows);
    QVERIFY(find<QLineEdit>("keep/dataset.name")->isVisible());
}

void tst_EvaluationPage::someRowsOfADataset()
{
    Dataset one;
    one.id = QStringLiteral("b7f5");
    one.name = QStringLiteral("capitals");
    m_datasets.stored = { one };
    show();
    QVERIFY(!find<QLineEdit>("evaluationPick")->isVisible());
    auto *source = find<QComboBox>("evaluationSource");
    QTest::keyClick(source, Qt::Key_End);
    QTRY_COMPARE(find<QComboBox>("evaluationDataset")->count(), 1);
    auto *pick = find<QLineEdit>("evaluationPick");
    QVERIFY(pick->isVisible());
    QTest::keyClick(find<QComboBox>("evaluationDataset"), Qt::Key_Down);
    pick->setFocus();
    QTest::keyClicks(pick, QStringLiteral(" 1-20, 35"));
    QTRY_COMPARE(m_service.looked.isEmpty() ? QString() : m_service.looked.last().pick, QStringLiteral("1-20, 35"));
    savePictures(*m_page, QStringLiteral("evaluation-pick"));
    const QVariantMap state = m_page->saveState();
    QVERIFY(create());
    QCOMPARE(m_service.created_.first().data.pick, QStringLiteral("1-20, 35"));
    show();
    m_page->restoreState(state);
    QCOMPARE(find<QLineEdit>("evaluationPick")->text(), QStringLiteral("1-20, 35"));
    m_service.columnsFailWith = Error { Error::Kind::Invalid, QStringLiteral("Rows: there is no row 35; the dataset has 20.") };
    QTest::keyClicks(find<QLineEdit>("evaluationPick"), QStringLiteral("6"));
    QTRY_COMPARE(find<QLabel>("evaluationColumns")->text(), QStringLiteral("Rows: there is no row 35; the dataset has 20."));
}

void tst_EvaluationPage::modelsAreOffered()
{
    show();
    addTask("chat");
    auto *models = find<QComboBox>("task/model");
    QTRY_VERIFY(models->findText(QStringLiteral("openai/gpt-4o-mini")) >= 0);
    QCOMPARE(models->findText(QStringLiteral("bge")), -1); // it does not chat
    m_connection.abilities.items.remove(Capability::ListModels);
    const int asked = m_models.asked;
    show();
    addTask("chat");
    QCOMPARE(m_models.asked, asked);
    QVERIFY(find<QComboBox>("task/model")->isEditable()); // the name is written
}

void tst_EvaluationPage::columnsAreTold()
{
    show();
    auto *columns = find<QLabel>("evaluationColumns");
    QVERIFY(!columns->isVisible());
    type("evaluationRows", QStringLiteral("{"));
    type("evaluationRows", QStringLiteral("{}"));
    QTRY_COMPARE(columns->text(), QStringLiteral("3 row(s): item.input, item.expected"));
    QCOMPARE(m_service.looked.size(), 1); // after the last key, not at each
    m_service.columnsFailWith
        = Error { Error::Kind::Invalid, QStringLiteral("Rows, line 2: it is no JSON object; correct it.") };
    type("evaluationRows", QStringLiteral("{}\n1"));
    QTRY_COMPARE(columns->text(), QStringLiteral("Rows, line 2: it is no JSON object; correct it."));
    type("evaluationRows", {});
    QTRY_VERIFY(!columns->isVisible());
}

void tst_EvaluationPage::refusalKeepsWhatWasEntered()
{
    show();
    enterAll();
    m_service.failWith = Error { Error::Kind::Invalid,
        QStringLiteral("Name: enter at most 128 characters.\nTask 2 (Metric), Right answer: enter something.") };
    QVERIFY(create());
    QTRY_VERIFY(problem().contains(QStringLiteral("Right answer: enter something.")));
    QCOMPARE(find<QLineEdit>("about/name")->text(), QStringLiteral("capitals"));
    QVERIFY(find<QPushButton>("evaluationCreate")->isEnabled());
    m_service.failWith->message = QStringLiteral("1\n2\n3\n4\n5\n6\n7\n8"); // many do not push the form away
    QVERIFY(create());
    QTRY_VERIFY(problem().endsWith(QStringLiteral("6\n2 more fault(s)")));
    m_service.failWith.reset();
    QVERIFY(create());
    QTRY_COMPARE(problem(), QString());
}

void tst_EvaluationPage::nothingChangesWhileItIsSent()
{
    m_service.hold = true;
    show();
    enterAll();
    QVERIFY(create());
    QVERIFY(!find<QPushButton>("evaluationCreate")->isEnabled());
    QVERIFY(!find<QLineEdit>("about/name")->isEnabled());
    QVERIFY(!m_page->submit());
    QCOMPARE(find<QLabel>("evaluationProgress")->text(), QStringLiteral("The evaluation is being created…"));
    m_page.reset(); // and the answer finds nobody
    m_service.held.addResult(Result<Job>(Job()));
    m_service.held.finish();
    QCoreApplication::processEvents();
    QCOMPARE(m_service.created_.size(), 1);
}

void tst_EvaluationPage::onlyByCapability()
{
    m_connection.abilities.items.remove(Capability::CreateEvaluations);
    show();
    QVERIFY(!find<QPushButton>("evaluationCreate")->isVisible());
    QVERIFY(find<QLabel>("emptySentence")->text().contains(QStringLiteral("takes no evaluations made of rows;")));
    QVERIFY(!m_page->submit());
    m_connection.evaluationService = nullptr;
    show();
    QVERIFY(!find<QPushButton>("evaluationCreate")->isVisible());
    QVERIFY(!m_page->submit());
    QVERIFY(m_service.created_.isEmpty());
    // What comes with a connection that answers is there at once.
    m_connection.evaluationService = &m_service;
    m_connection.abilities.items.insert(Capability::CreateEvaluations);
    m_connection.current = Connection::State::Connecting;
    show();
    QVERIFY(find<QPushButton>("evaluationCreate")->isVisible() && !find<QPushButton>("evaluationCreate")->isEnabled());
    m_connection.setState(Connection::State::Ready);
    QVERIFY(find<QPushButton>("evaluationCreate")->isEnabled());
}

void tst_EvaluationPage::unknownOutcomeIsSaid()
{
    show();
    enterAll();
    m_service.failWith = Error { Error::Kind::Network,
        QStringLiteral("It is not known whether the evaluation was created."), {}, QStringLiteral("outcome_unknown") };
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QVERIFY(create());
    QTRY_VERIFY(problem().contains(QStringLiteral("It is not known whether")));
    QCOMPARE(opened.size(), 0);
    QCOMPARE(m_service.created_.size(), 1);
}

EvaluationForm tst_EvaluationPage::withoutTasks()
{
    using Type = EvaluationField::Type;
    const auto field = [](const char *key, Type type, const char *label, bool required, bool suggested) {
        EvaluationField out { QLatin1String(key), type, QLatin1String(label) };
        out.required = required;
        out.suggested = suggested;
        return out;
    };
    EvaluationForm form;
    form.about = { field("name", Type::Line, "Name", true, false),
        field("benchmark", Type::Line, "Benchmark", true, true), field("model", Type::Model, "Model", true, false),
        field("functions", Type::Words, "Scoring functions", false, true),
        field("temperature", Type::Number, "Temperature", false, false),
        field("system", Type::Text, "System message", false, false) };
    form.about[3].hint = QStringLiteral("the benchmark's own unless entered");
    form.about[5].rare = true;
    form.hint = QStringLiteral("The model answers each row.");
    form.notice = QStringLiteral("A new evaluation is a run.");
    form.rowsExample = QStringLiteral("{\"question\": \"…\"}");
    return form;
}

/// No pane for them, and words that fit.
void tst_EvaluationPage::formWithoutTasks()
{
    m_service.otherForm = withoutTasks();
    m_service.names.insert(QStringLiteral("benchmark"), { QStringLiteral("qa-bench"), QStringLiteral("math") });
    show();
    QVERIFY(!find<QListView>("evaluationTasks")->isVisible());
    QCOMPARE(find<QLabel>("evaluationHint")->text(), QStringLiteral("The model answers each row."));
    QCOMPARE(find<QLabel>("evaluationProgress")->text(), QStringLiteral("A new evaluation is a run."));
    QCOMPARE(find<QPlainTextEdit>("evaluationRows")->placeholderText(), QStringLiteral("{\"question\": \"…\"}"));
    QVERIFY(find<QPlainTextEdit>("evaluationRows")->width() > m_page->width() / 2); // all the room there is
    savePictures(*m_page, QStringLiteral("evaluation-without-tasks-empty"));
    QTest::keyClicks(find<QLineEdit>("about/name"), QStringLiteral("capitals"));
    QTest::keyClicks(find<QComboBox>("about/benchmark"), QStringLiteral("qa-bench"));
    QTest::keyClicks(find<QComboBox>("about/model"), QStringLiteral("mine"));
    type("evaluationRows", QStringLiteral("{\"question\":\"q\"}"));
    QTRY_COMPARE(find<QLabel>("evaluationColumns")->text(), QStringLiteral("3 row(s): input, expected"));
    QCOMPARE(namelessControls(*m_page), QStringList());
    savePictures(*m_page, QStringLiteral("evaluation-without-tasks"));
    const QVariantMap state = m_page->saveState();
    QVERIFY(create());
    const EvaluationRequest sent = m_service.created_.first();
    QCOMPARE(sent.about.value(QStringLiteral("benchmark")).toString(), QStringLiteral("qa-bench"));
    QVERIFY(sent.tasks.isEmpty() && sent.keep.isEmpty());
    // The next one is like it, under another name.
    QTRY_COMPARE(find<QLineEdit>("about/name")->text(), QString());
    QCOMPARE(find<QComboBox>("about/benchmark")->currentText(), QStringLiteral("qa-bench"));
    QCOMPARE(find<QComboBox>("about/model")->currentText(), QStringLiteral("mine"));
    // Tasks that were kept for another service's form are not sent along.
    QVariantMap other = state;
    other.insert(
        QStringLiteral("tasks"), QVariantList { QVariantMap { { QStringLiteral("type"), QStringLiteral("chat") } } });
    m_page->restoreState(other);
    QVERIFY(create());
    QTRY_COMPARE(m_service.created_.size(), 2);
    QVERIFY(m_service.created_.last().tasks.isEmpty());
    QCOMPARE(m_service.created_.last().about.value(QStringLiteral("name")).toString(), QStringLiteral("capitals"));
}

void tst_EvaluationPage::namesAreSuggested()
{
    m_service.otherForm = withoutTasks();
    m_service.names.insert(QStringLiteral("benchmark"), { QStringLiteral("qa-bench"), QStringLiteral("math") });
    m_service.names.insert(QStringLiteral("functions"),
        { QStringLiteral("basic::equality"), QStringLiteral("basic::subset_of"), QStringLiteral("judge") });
    show();
    auto *benchmark = find<QComboBox>("about/benchmark");
    QTRY_COMPARE(benchmark->count(), 2);
    QCOMPARE(benchmark->currentText(), QString()); // the first is nobody's choice
    QTest::keyClick(benchmark, Qt::Key_Down);
    QCOMPARE(benchmark->currentText(), QStringLiteral("qa-bench"));
    // Of several words the last is completed, and the others stay.
    auto *functions = find<QLineEdit>("about/functions");
    QTRY_COMPARE(functions->toolTip(), QStringLiteral("basic::equality, basic::subset_of, judge"));
    functions->setFocus();
    QTest::keyClicks(functions, QStringLiteral("judge, subset"));
    QAbstractItemView *popup = functions->completer()->popup();
    QTRY_VERIFY(popup->isVisible());
    QCOMPARE(popup->model()->rowCount(), 1);
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QTRY_COMPARE(functions->text(), QStringLiteral("judge, basic::subset_of"));
    // What was typed stays when the server has others.
    m_service.names.insert(QStringLiteral("benchmark"), { QStringLiteral("other") });
    m_page->refresh();
    QTRY_COMPARE(benchmark->count(), 1);
    QCOMPARE(benchmark->currentText(), QStringLiteral("qa-bench"));
    type("about/name", QStringLiteral("n"));
    type("about/model", QStringLiteral("m"));
    type("evaluationRows", QStringLiteral("{}"));
    QVERIFY(create());
    QCOMPARE(
        m_service.created_.first().about.value(QStringLiteral("benchmark")).toString(), QStringLiteral("qa-bench"));
    QCOMPARE(m_service.created_.first().about.value(QStringLiteral("functions")).toString(),
        QStringLiteral("judge, basic::subset_of"));
}

void tst_EvaluationPage::stateIsKept()
{
    show();
    enterAll();
    find<QListView>("evaluationTasks")->setCurrentIndex(find<QListView>("evaluationTasks")->model()->index(0, 0));
    const QVariantMap state = m_page->saveState();
    show();
    m_page->restoreState(state);
    QCOMPARE(find<QLineEdit>("about/name")->text(), QStringLiteral("capitals"));
    QCOMPARE(find<QComboBox>("task/model")->currentText(), QStringLiteral("openai/gpt-4o-mini"));
    QVERIFY(find<QPlainTextEdit>("evaluationRows")->toPlainText().contains(QStringLiteral("Paris")));
    QVERIFY(create());
    QCOMPARE(m_service.created_.first().tasks.size(), 2);
    m_page->restoreState(
        { { QStringLiteral("source"), 99 }, { QStringLiteral("tasks"), QVariantList { QStringLiteral("junk") } } });
    QCOMPARE(find<QComboBox>("evaluationSource")->currentIndex(), int(Source::Dataset));
}

void tst_EvaluationPage::everythingHasAName()
{
    show();
    enterAll();
    find<QCheckBox>("about/more")->setChecked(true);
    QCOMPARE(namelessControls(*m_page), QStringList());
    find<QListView>("evaluationTasks")->setCurrentIndex(find<QListView>("evaluationTasks")->model()->index(0, 0));
    find<QCheckBox>("task/more")->setChecked(true);
    QCOMPARE(namelessControls(*m_page), QStringList());
}

void tst_EvaluationPage::pictures()
{
    show();
    savePictures(*m_page, QStringLiteral("evaluation-empty"));
    enterAll();
    QTRY_VERIFY(find<QLabel>("evaluationColumns")->isVisible());
    savePictures(*m_page, QStringLiteral("evaluation-metric"));
    find<QListView>("evaluationTasks")->setCurrentIndex(find<QListView>("evaluationTasks")->model()->index(0, 0));
    m_service.failWith = Error { Error::Kind::Invalid,
        QStringLiteral("Name: enter at most 128 characters.\nTask 2 (Metric), Right answer: enter something.") };
    QVERIFY(create());
    QTRY_VERIFY(!problem().isEmpty());
    savePictures(*m_page, QStringLiteral("evaluation-refused"));
}

/// The forms are made anew then, and are to be seen as before.
void tst_EvaluationPage::anotherLanguageKeepsTheFields()
{
    show();
    auto *name = find<QLineEdit>("about/name");
    QVERIFY(name && name->isVisible() && !name->visibleRegion().isEmpty());
    QTest::keyClicks(name, QStringLiteral("capitals"));
    QEvent other(QEvent::LanguageChange);
    QApplication::sendEvent(m_page.get(), &other);
    QTRY_VERIFY(find<QLineEdit>("about/name")->isVisible());
    QTRY_VERIFY(!find<QLineEdit>("about/name")->visibleRegion().isEmpty());
    QVERIFY(find<QLineEdit>("about/name") != name);
    QCOMPARE(find<QLineEdit>("about/name")->text(), QStringLiteral("capitals"));
}

ASSAY_TEST(tst_EvaluationPage)
#include "tst_EvaluationPage.moc"
