#include "models/compare/FlipItemsModel.h"
#include "models/samples/SampleModel.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTabWidget>
#include <QTest>

using namespace assay;

/// Why a benchmark fails, in the real window on the real engine: its samples are filtered, walked by keys, laid beside another run's,
/// noted, and found again.
class tst_Samples : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void filters();
    void walksTheFailures();
    void comparesWithAnotherRun();
    void notesAReason();
    void findsItAgain();

private:
    static constexpr auto reason = "reason=3";
    static QTableView *table() { return visible<QTableView>("sampleTable"); }
    /// Where nothing is loaded yet or nothing fits, there is no table.
    static int rows() { return table() ? table()->model()->rowCount() : 0; }
    static SampleModel *model() { return qobject_cast<SampleModel *>(table()->model()); }
    static const Sample *current() { return table() ? model()->sampleAt(table()->currentIndex().row()) : nullptr; }
    static void filter(const QString &expression)
    {
        typeInto(visible<QLineEdit>("sampleSearch"), expression);
        keys(Qt::Key_Return);
    }
    QJsonObject job(const QString &id) const { return fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1").arg(id)); }
    bool hasEnded(const QString &id) const { return job(id).value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString() == QLatin1String("completed"); }

    QString m_run, m_other;
    SampleKey m_noted;
    int m_all = 0;
};

/// The demo and the same collection with the other recorded model.
void tst_Samples::initTestCase()
{
    openWindow(QStringLiteral("samples"));
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 30'000);
    m_run = window()->documents().current()->subject();
    const QString model = job(m_run).value(QStringLiteral("model")).toObject().value(QStringLiteral("name")).toString();
    const QString other = model.startsWith(QStringLiteral("gemma")) ? QStringLiteral("smollm2-135m-instruct") : QStringLiteral("gemma-3-270m");
    const QJsonObject made = fromEngine(QStringLiteral("/api/v1/evaluations/jobs"), shown({
        {QStringLiteral("name"), QStringLiteral("The other model")},
        {QStringLiteral("model"), QJsonObject{{QStringLiteral("name"), other}, {QStringLiteral("url"), QStringLiteral("recorded:") + other}}},
        {QStringLiteral("collection"), QJsonObject{{QStringLiteral("id"), QStringLiteral("starter-v1")}}}}));
    m_other = made.value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    QVERIFY2(!m_other.isEmpty(), shown(made).constData());
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(m_run) && hasEnded(m_other), 120'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15'000); // the page knows it too
}

void tst_Samples::filters()
{
    clickTab("runTabs", QStringLiteral("Overview"));
    auto *results = visible<QTableView>("resultTable");
    QTRY_VERIFY_WITH_TIMEOUT(results && results->model()->rowCount() > 1, 20'000);
    clickItem(results, results->model()->index(0, 0)); // failures come first
    keys(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(rows() > 0, 20'000);
    const int failed = rows(); // who opens a failed gate sees its failures
    click(visible<QAbstractButton>("filterAll"));
    QTRY_VERIFY(rows() > failed);
    m_all = rows();
    filter(QStringLiteral("score<0.5"));
    QTRY_COMPARE(rows(), failed);
    filter(QStringLiteral("score<0.5 and nonsense>3"));
    QTRY_VERIFY(visible<QLabel>("sampleQueryProblem"));
    picture(QStringLiteral("filter"));
    filter(QString());
    QTRY_COMPARE(rows(), m_all);
}

void tst_Samples::walksTheFailures()
{
    clickItem(table(), model()->index(0, 0));
    QTRY_VERIFY(current());
    const auto failed = [] { return current() && SampleModel::outcome(*current()) != SampleModel::Outcome::Pass; };
    keys(Qt::Key_J);
    QCOMPARE(table()->currentIndex().row(), 1);
    keys(Qt::Key_K);
    QCOMPARE(table()->currentIndex().row(), 0);
    keys(Qt::Key_F);
    QTRY_VERIFY(table()->currentIndex().row() > 0 && failed());
    const int first = table()->currentIndex().row();
    keys(Qt::Key_F);
    QTRY_VERIFY(table()->currentIndex().row() > first && failed());
    keys(Qt::Key_F, Qt::ShiftModifier);
    QTRY_COMPARE(table()->currentIndex().row(), first);
    // What is shown in full is that sample.
    QTRY_VERIFY(visible<QLabel>("sampleHeading")->text().startsWith(QStringLiteral("Sample %1 ").arg(current()->ordinal + 1)));
    QCOMPARE(visible<QPlainTextEdit>("sampleResponse")->toPlainText(), current()->response);
}

void tst_Samples::comparesWithAnotherRun()
{
    keys(Qt::Key_D);
    QTRY_VERIFY(visible<QPlainTextEdit>("sampleDiff"));
    auto *with = visible<QComboBox>("sampleDiffWith");
    QTRY_COMPARE_WITH_TIMEOUT(with->count(), 2, 10'000);
    const QString toTarget = visible<QPlainTextEdit>("sampleDiff")->toPlainText();
    with->setFocus();
    keys(Qt::Key_Down);
    QVERIFY(with->currentText().startsWith(QStringLiteral("The other model")));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QPlainTextEdit>("sampleDiff")->toPlainText() != toTarget, 10'000);
    picture(QStringLiteral("difference"));
}

void tst_Samples::notesAReason()
{
    table()->setFocus();
    QVERIFY(current());
    m_noted = {current()->itemKey, current()->repeat};
    keys(Qt::Key_3);
    const auto reasonShown = [] { return model()->index(table()->currentIndex().row(), SampleModel::ReasonColumn).data().toString(); };
    QTRY_VERIFY(reasonShown().startsWith(QLatin1Char('3')));
    keys(Qt::Key_N);
    QTRY_VERIFY(visible<QLineEdit>("sampleNote")->hasFocus());
    type(QStringLiteral("answers in words"));
    keys(Qt::Key_Return);
    QVERIFY(table()->hasFocus());
    click(visible<QAbstractButton>("sampleTriage"));
    auto *reasons = visible<QTableView>("reasonTable");
    QVERIFY(reasons);
    QTRY_COMPARE(reasons->model()->index(2, 1).data().toString(), QStringLiteral("1"));
    clickItem(reasons, reasons->model()->index(2, 0));
    keys(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 10'000);
    QCOMPARE(visible<QLineEdit>("sampleSearch")->text(), QLatin1String(reason));
    picture(QStringLiteral("triage"));
}

/// From the disk, on a new page; and beside the other model, where the items of both are.
void tst_Samples::findsItAgain()
{
    DocumentTabs &documents = window()->documents();
    const QString benchmark = visible<QComboBox>("sampleBenchmark")->currentText();
    documents.close(documents.currentIndex());
    window()->openPage(QStringLiteral("run"), m_run);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(rows() > 0, 20'000);
    auto *picker = visible<QComboBox>("sampleBenchmark");
    picker->setFocus();
    for (int i = 0; i < picker->count() && picker->currentText() != benchmark; ++i)
        keys(i == 0 ? Qt::Key_Home : Qt::Key_Down);
    QCOMPARE(picker->currentText(), benchmark);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), m_all, 20'000);
    filter(QLatin1String(reason));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, 10'000);
    clickItem(table(), model()->index(0, 0));
    QTRY_COMPARE(visible<QLineEdit>("sampleNote")->text(), QStringLiteral("answers in words"));
    window()->openPage(QStringLiteral("compare"), QStringLiteral("new:%1,%2").arg(m_other, m_run));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("heatTable") && visible<QTableView>("heatTable")->model()->columnCount() == 2, 20'000);
    clickTab("compareTabs", QStringLiteral("Flips"));
    auto *benchmarks = visible<QComboBox>("flipBenchmark");
    benchmarks->setFocus();
    for (int i = 0; i < benchmarks->count() && !benchmarks->currentText().startsWith(benchmark); ++i)
        keys(i == 0 ? Qt::Key_Home : Qt::Key_Down);
    auto *items = visible<QTableView>("flipItems");
    const auto noted = [&] {
        for (int row = 0; row < items->model()->rowCount(); ++row) {
            if (items->model()->index(row, FlipItemsModel::ItemColumn).data(IdRole).toString() == m_noted.itemKey)
                return items->model()->index(row, FlipItemsModel::NotedColumn).data().toString();
        }
        return QString();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(noted().startsWith(QLatin1Char('3')), qPrintable(noted()), 10'000);
    picture(QStringLiteral("flips"));
}

ASSAY_TEST(tst_Samples)
#include "tst_Samples.moc"
