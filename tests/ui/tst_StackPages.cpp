#include "models/rerank/RerankModel.h"
#include "models/training/TrainingJobsModel.h"
#include "tests/support/DropFile.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/FakeStackServices.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/rerank/RerankPage.h"
#include "ui/pages/training/TrainingDialog.h"
#include "ui/pages/training/TrainingPage.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The pages of reranking and training, over services in memory.
class tst_StackPages final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void putsInOrder();
    void saysWhyNotInOrder();
    void partsOfAQuestion();
    void picturesOfThisMachine();
    void noPicture();
    void serversWithout();
    void listsTrainings();
    void beginsTrainings_data();
    void beginsTrainings();
    void refusalKeepsWhatWasEntered();
    void cancelsTrainings();
    void showsWhatATrainingLeft();
    void suggestsNames();
    void everythingHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    template<typename Page>
    void show();
    TrainingDialog *dialog();
    QString picture(const QString &name);
    void choose(const char *button, const QString &path);
    static QLineEdit *line(TrainingDialog *dialog, const char *key)
    {
        auto *field = dialog->findChild<QWidget *>(QLatin1String("training/") + QLatin1String(key));
        auto *box = qobject_cast<QComboBox *>(field);
        return box ? box->lineEdit() : qobject_cast<QLineEdit *>(field);
    }
    static TrainingStatus done();

    FakeConnection m_connection;
    FakeRerankService m_rerank;
    FakeModelService m_models;
    FakeTrainingService m_training;
    std::unique_ptr<DocumentPage> m_page;
    QTemporaryDir m_folder;
};

void tst_StackPages::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_training.jobs.clear();
    m_training.tuned.clear();
    m_training.preferred.clear();
    m_training.cancelled.clear();
    m_training.left.clear();
    m_training.leftAsked.clear();
    m_training.asked = 0;
    m_models.served.clear();
    m_training.failWith.reset();
    m_rerank.failWith.reset();
    m_rerank.asked.clear();
    m_models.served = {{QStringLiteral("chat"), QStringLiteral("p"), QStringLiteral("llm")}, {QStringLiteral("bge"), QStringLiteral("p"), QStringLiteral("rerank")}};
    m_connection.rerankService = &m_rerank;
    m_connection.modelService = &m_models;
    m_connection.trainingService = &m_training;
    m_connection.abilities.items += {Capability::Rerank, Capability::Training, Capability::ListModels};
}

template<typename Page>
void tst_StackPages::show()
{
    m_page = std::make_unique<Page>(m_connection);
    m_page->resize(1000, 680);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_StackPages::putsInOrder()
{
    show<RerankPage>();
    auto *ask = find<QPushButton>("rerankAsk");
    QTRY_COMPARE(find<QComboBox>("rerankModel")->currentText(), QStringLiteral("bge")); // the others do not rerank
    QVERIFY(!ask->isEnabled());
    QTest::keyClicks(find<QLineEdit>("rerankQuery"), QStringLiteral("capital of France"));
    find<QPlainTextEdit>("rerankItems")->setPlainText(QStringLiteral("Rome is in Italy.\n\nimage: https://example.org/eiffel.png\nParis is the capital.\n"));
    QVERIFY(ask->isEnabled());
    QTest::keyClick(find<QLineEdit>("rerankQuery"), Qt::Key_Return);
    auto *table = find<QTableView>("rerankTable");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->index(0, RerankModel::ItemColumn).data().toString(), QStringLiteral("Paris is the capital."));
    QCOMPARE(table->model()->index(0, RerankModel::PlaceColumn).data().toString(), QStringLiteral("3"));
    QCOMPARE(table->model()->index(2, RerankModel::ScoreColumn).data().toString(), QLocale().toString(-1.0));
    QCOMPARE(m_rerank.asked.first().items.at(1).url, QStringLiteral("https://example.org/eiffel.png"));
    QVERIFY(!m_rerank.asked.first().maxNumResults);
    find<QSpinBox>("rerankMost")->setValue(2);
    QVERIFY(m_page->submit());
    QTRY_COMPARE(table->model()->rowCount(), 2);
}

void tst_StackPages::saysWhyNotInOrder()
{
    show<RerankPage>();
    m_rerank.failWith = Error{Error::Kind::NotFound, QStringLiteral("The server has no model “bge”.")};
    m_page->restoreState({{QStringLiteral("model"), QStringLiteral("bge")}, {QStringLiteral("query"), QStringLiteral("q")}, {QStringLiteral("items"), QStringLiteral("a\nb")}});
    QVERIFY(m_page->submit());
    QTRY_COMPARE(find<QLabel>("rerankProblem")->text(), QStringLiteral("The server has no model “bge”."));
    QCOMPARE(m_page->saveState().value(QStringLiteral("items")).toString(), QStringLiteral("a\nb"));
}

void tst_StackPages::partsOfAQuestion()
{
    QCOMPARE(rerankPart(QStringLiteral(" text ")), (RerankPart{RerankPart::Kind::Text, QStringLiteral("text"), {}, {}}));
    QCOMPARE(rerankPart(QStringLiteral("Image: data:image/png;base64,AA==")), (RerankPart{RerankPart::Kind::Image, {}, QStringLiteral("data:image/png;base64,AA=="), {}}));
    RerankModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.ask(m_rerank, QStringLiteral("bge"), QStringLiteral("q"), {QStringLiteral("a")}, 0);
    model.ask(m_rerank, QStringLiteral("bge"), QStringLiteral("q"), {QStringLiteral("b"), QStringLiteral("c")}, 0);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 2); // the latest question's
}

QString tst_StackPages::picture(const QString &name)
{
    QImage image(200, 120, QImage::Format_RGB32);
    image.fill(QColor(0x2b, 0x6c, 0xb0));
    const QString path = m_folder.filePath(name);
    return image.save(path, "PNG") ? path : QString();
}

void tst_StackPages::choose(const char *button, const QString &path)
{
    QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton);
    QFileDialog *open = nullptr;
    for (QFileDialog *one : m_page->findChildren<QFileDialog *>())
        open = one->isVisible() ? one : open;
    QVERIFY(open);
    Q_EMIT open->fileSelected(path);
    open->close();
}

void tst_StackPages::picturesOfThisMachine()
{
    show<RerankPage>();
    QTRY_COMPARE(find<QComboBox>("rerankModel")->currentText(), QStringLiteral("bge"));
    const QString sky = picture(QStringLiteral("sky.png")), sea = picture(QStringLiteral("sea.jpg")), lake = picture(QStringLiteral("lake.png"));
    choose("rerankQueryPicture", sky);
    QCOMPARE(find<QLineEdit>("rerankQuery")->text(), QStringLiteral("image: ") + sky);
    auto *items = find<QPlainTextEdit>("rerankItems");
    QTest::keyClicks(items, QStringLiteral("Blue water"));
    choose("rerankItemPicture", sea);
    QVERIFY(test::dropFile(items->viewport(), lake));
    QCOMPARE(items->toPlainText(), QStringLiteral("Blue water\nimage: %1\nimage: %2").arg(sea, lake));
    QTest::mouseClick(find<QPushButton>("rerankAsk"), Qt::LeftButton);
    auto *table = find<QTableView>("rerankTable");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    const RerankRequest asked = m_rerank.asked.first();
    QVERIFY(asked.query.url.startsWith(QStringLiteral("data:image/png;base64,")));
    QCOMPARE(asked.items.at(1).url, asked.query.url); // the same picture, whatever its name
    QCOMPARE(asked.items.at(0).text, QStringLiteral("Blue water"));
    QVERIFY(table->rowHeight(0) > table->rowHeight(2)); // the last comes first: a picture
    QVERIFY(table->rowHeight(0) >= table->fontMetrics().height() * 4);
    savePictures(*m_page, QStringLiteral("rerank-pictures"));
    QVERIFY(test::dropFile(m_page.get(), sky));
    QVERIFY(items->toPlainText().endsWith(QStringLiteral("\nimage: ") + sky));
    QCOMPARE(namelessControls(*m_page), QStringList());
}

void tst_StackPages::noPicture()
{
    QFile file(m_folder.filePath(QStringLiteral("notes.png")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("words") > 0);
    file.close();
    show<RerankPage>();
    m_page->restoreState({{QStringLiteral("model"), QStringLiteral("bge")}, {QStringLiteral("query"), QStringLiteral("q")}, {QStringLiteral("items"), QStringLiteral("image: ") + file.fileName()}});
    QVERIFY(m_page->submit());
    QTRY_COMPARE(find<QLabel>("rerankProblem")->text(), QStringLiteral("notes.png is no picture; choose a PNG, JPEG, GIF or WebP."));
    QVERIFY(m_rerank.asked.isEmpty());
}

void tst_StackPages::serversWithout()
{
    m_connection.abilities.items -= {Capability::Rerank, Capability::Training};
    show<RerankPage>();
    QVERIFY(!find<QPushButton>("rerankAsk")->isVisible());
    QVERIFY(find<QLabel>("emptySentence")->text().contains(QStringLiteral("does not rerank")));
    show<TrainingPage>();
    QVERIFY(!find<QPushButton>("trainingNew")->isEnabled());
    QVERIFY(find<QLabel>("emptySentence")->text().contains(QStringLiteral("does not fine-tune")));
}

TrainingStatus tst_StackPages::done()
{
    TrainingStatus job;
    job.jobUuid = QStringLiteral("nightly-lora");
    job.state = RunState::Completed;
    job.scheduledAt = QStringLiteral("2026-01-12T08:00:00Z");
    job.startedAt = QStringLiteral("2026-01-12T08:00:05Z");
    job.completedAt = QStringLiteral("2026-01-12T09:30:00Z");
    job.resources.text = R"({"gpu_hours":1.5,"peak":{"memory_gb":31}})";
    TrainingCheckpoint first;
    first.id = QStringLiteral("nightly-lora-0");
    first.epoch = 0;
    first.path = QStringLiteral("/checkpoints/nightly-lora-0");
    first.createdAt = QStringLiteral("2026-01-12T08:45:00Z");
    first.metrics = TrainingMetrics{0, 1.25, {}, 3.5};
    TrainingCheckpoint second = first;
    second.id = QStringLiteral("nightly-lora-1");
    second.epoch = 1;
    second.metrics.reset();
    job.checkpoints = {first, second};
    return job;
}

void tst_StackPages::listsTrainings()
{
    m_training.jobs = {done()};
    show<TrainingPage>();
    auto *checkpoints = find<QTableView>("trainingCheckpoints");
    QTRY_COMPARE(checkpoints->model()->rowCount(), 2);
    const auto cell = [&](int row, CheckpointModel::Column column) { return checkpoints->model()->index(row, column).data().toString(); };
    QCOMPARE(cell(0, CheckpointModel::TrainLossColumn), QLocale().toString(1.25));
    QCOMPARE(cell(0, CheckpointModel::ValidationLossColumn), QString()); // not told is not zero
    QCOMPARE(cell(1, CheckpointModel::PerplexityColumn), QString());
    QCOMPARE(find<QPlainTextEdit>("trainingResources")->toPlainText(), QStringLiteral("gpu_hours: 1.5\npeak: {\"peak\":{\"memory_gb\":31}}"));
    QVERIFY(!find<QPushButton>("trainingCancel")->isEnabled()); // it has ended
}

/// What a training left may stand in its artifacts alone.
void tst_StackPages::showsWhatATrainingLeft()
{
    m_training.jobs = {done()};
    TrainingCheckpoint known = done().checkpoints.last(), merged;
    known.metrics = TrainingMetrics{1, 0.5, {}, {}};
    merged.id = QStringLiteral("merged");
    merged.path = QStringLiteral("/checkpoints/merged");
    m_training.left = {known, merged};
    show<TrainingPage>();
    auto *checkpoints = find<QTableView>("trainingCheckpoints");
    QTRY_COMPARE(checkpoints->model()->rowCount(), 3);
    QCOMPARE(checkpoints->model()->index(1, CheckpointModel::TrainLossColumn).data().toString(), QLocale().toString(0.5));
    QCOMPARE(checkpoints->model()->index(2, CheckpointModel::PathColumn).data().toString(), merged.path);
    m_page->refresh();
    QTRY_COMPARE(m_training.asked, 2);
    QCOMPARE(m_training.leftAsked, QStringList{QStringLiteral("nightly-lora")}); // once: it stays as it is
    m_training.jobs.first().state = RunState::Running; // another one of that name
    m_page->refresh();
    QTRY_COMPARE(checkpoints->model()->rowCount(), 2);
}

/// Names of the server to choose from; another may be typed.
void tst_StackPages::suggestsNames()
{
    FakeDatasetService datasets;
    Dataset rows;
    rows.id = QStringLiteral("train");
    datasets.stored << rows;
    m_connection.datasetService = &datasets;
    m_connection.abilities.items += Capability::Datasets;
    m_models.served = {{QStringLiteral("llama"), {}, QStringLiteral("llm")}, {QStringLiteral("embed"), {}, QStringLiteral("embedding")}};
    show<TrainingPage>();
    auto *box = dialog();
    const auto names = [box](const char *key) {
        auto *field = box->findChild<QComboBox *>(QLatin1String("training/") + QLatin1String(key));
        return field && field->count() > 0 ? field->itemText(0) : QString();
    };
    line(box, "model")->setText(QStringLiteral("mine"));
    QTRY_COMPARE(names("training_config.data_config.dataset_id"), QStringLiteral("train"));
    QTRY_COMPARE(names("model"), QStringLiteral("llama"));
    QCOMPARE(box->findChild<QComboBox *>(QStringLiteral("training/model"))->count(), 1); // that one embeds
    QCOMPARE(line(box, "model")->text(), QStringLiteral("mine")); // what was typed stays
    QCOMPARE(line(box, "training_config.data_config.dataset_id")->text(), QString()); // the first is nobody's choice
    box->findChild<QComboBox *>(QStringLiteral("trainingKind"))->setCurrentIndex(3);
    QCOMPARE(names("training_config.data_config.validation_dataset_id"), QStringLiteral("train"));
    QCOMPARE(names("finetuned_model"), QStringLiteral("llama"));
    m_connection.datasetService = nullptr;
}

TrainingDialog *tst_StackPages::dialog()
{
    QTest::mouseClick(find<QPushButton>("trainingNew"), Qt::LeftButton);
    return m_page->findChild<TrainingDialog *>(QStringLiteral("trainingDialog"));
}

void tst_StackPages::beginsTrainings_data()
{
    QTest::addColumn<int>("kind");
    QTest::addRow("LoRA") << 0;
    QTest::addRow("QAT") << 1;
    QTest::addRow("all weights") << 2;
    QTest::addRow("preferences") << 3;
}

void tst_StackPages::beginsTrainings()
{
    QFETCH(int, kind);
    show<TrainingPage>();
    auto *box = dialog();
    box->findChild<QComboBox *>(QStringLiteral("trainingKind"))->setCurrentIndex(kind);
    line(box, "job_uuid")->setText(QStringLiteral("mine"));
    line(box, "training_config.data_config.dataset_id")->setText(QStringLiteral("rows"));
    line(box, "training_config.optimizer_config.lr")->setText(QStringLiteral("2e-5"));
    line(box, kind == 3 ? "finetuned_model" : "model")->setText(QStringLiteral("llama"));
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("trainingBegin")), Qt::LeftButton);
    QTRY_COMPARE(m_training.tuned.size() + m_training.preferred.size(), 1);
    const TrainingConfig config = kind == 3 ? m_training.preferred.first().config : m_training.tuned.first().config;
    QCOMPARE(config.data->datasetId, QStringLiteral("rows"));
    QCOMPARE(config.optimizer->lr, 2e-5);
    QVERIFY(config.data->shuffle && !config.data->packed && config.nEpochs == 1 && !config.maxValidationSteps);
    if (kind == 3) {
        QCOMPARE(m_training.preferred.first().beta, 0.1);
        QCOMPARE(m_training.preferred.first().finetunedModel, QStringLiteral("llama"));
    } else {
        const auto algorithm = m_training.tuned.first().algorithm;
        QCOMPARE(algorithm.has_value(), kind != 2);
        if (kind == 0)
            QVERIFY(algorithm->type == TrainingAlgorithm::Type::Lora && algorithm->rank == 8 && algorithm->loraAttnModules.size() == 2);
        if (kind == 1)
            QVERIFY(algorithm->type == TrainingAlgorithm::Type::Qat && algorithm->groupSize == 32);
    }
    QTRY_COMPARE(find<QTableView>("trainingJobs")->currentIndex().data().toString(), QStringLiteral("mine"));
}

void tst_StackPages::refusalKeepsWhatWasEntered()
{
    show<TrainingPage>();
    auto *box = dialog();
    line(box, "job_uuid")->setText(QStringLiteral("mine"));
    auto *kind = box->findChild<QComboBox *>(QStringLiteral("trainingKind"));
    kind->setCurrentIndex(3);
    QCOMPARE(line(box, "job_uuid")->text(), QStringLiteral("mine"));
    m_training.failWith = Error{Error::Kind::Conflict, QStringLiteral("There is a training “mine” already.")};
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("trainingBegin")), Qt::LeftButton);
    QTRY_COMPARE(box->findChild<QLabel *>(QStringLiteral("trainingProblem"))->text(), QStringLiteral("There is a training “mine” already."));
    QVERIFY(box->isVisible());
    QCOMPARE(line(box, "job_uuid")->text(), QStringLiteral("mine"));
}

void tst_StackPages::cancelsTrainings()
{
    TrainingStatus running = done();
    running.state = RunState::Running;
    m_training.jobs = {running};
    show<TrainingPage>();
    auto *cancel = find<QPushButton>("trainingCancel");
    QTRY_VERIFY(cancel->isEnabled());
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(messages.size(), 1);
    const auto question = messages.first().first().value<UserMessage>();
    QVERIFY(question.text.startsWith(QStringLiteral("Cancel the training “nightly-lora”?")));
    QCOMPARE(m_training.cancelled, QStringList()); // not before the user says so
    QCOMPARE(question.actions.size(), 1);
    question.actions.first().run();
    QTRY_COMPARE(m_training.cancelled, QStringList{QStringLiteral("nightly-lora")});
}

void tst_StackPages::everythingHasAName()
{
    m_training.jobs = {done()};
    show<TrainingPage>();
    QTRY_COMPARE(find<QTableView>("trainingJobs")->model()->rowCount(), 1);
    QCOMPARE(namelessControls(*m_page), QStringList());
    auto *box = dialog();
    QCOMPARE(namelessControls(*box), QStringList());
    show<RerankPage>();
    QCOMPARE(namelessControls(*m_page), QStringList());
}

void tst_StackPages::pictures()
{
    m_training.jobs = {done()};
    show<TrainingPage>();
    QTRY_COMPARE(find<QTableView>("trainingCheckpoints")->model()->rowCount(), 2);
    savePictures(*m_page, QStringLiteral("training"));
    savePictures(*dialog(), QStringLiteral("training-new"));
    show<RerankPage>();
    savePictures(*m_page, QStringLiteral("rerank-empty"));
    m_page->restoreState({{QStringLiteral("model"), QStringLiteral("bge")}, {QStringLiteral("query"), QStringLiteral("capital of France")},
                          {QStringLiteral("items"), QStringLiteral("Rome is in Italy.\nimage: https://example.org/eiffel.png\nParis is the capital.")}});
    QVERIFY(m_page->submit());
    QTRY_COMPARE(find<QTableView>("rerankTable")->model()->rowCount(), 3);
    savePictures(*m_page, QStringLiteral("rerank"));
}

ASSAY_TEST(tst_StackPages)
#include "tst_StackPages.moc"
