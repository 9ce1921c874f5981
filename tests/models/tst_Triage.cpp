#include "models/samples/FacetModel.h"
#include "models/samples/SampleText.h"
#include "models/triage/Calibration.h"
#include "models/triage/ReasonModel.h"
#include "models/triage/RegressionSet.h"
#include "models/triage/RegressionTask.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/FakeTriageStore.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

static const QString id = QStringLiteral("job-1");
static const TriagePlace place{QStringLiteral("local"), id, 0};

/// What people note about samples, and what comes of it.
class tst_Triage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void notesAreKept();
    void refusedNoteIsTakenBack();
    void saysWhatItAccepts();
    void undoes();
    void namesAndCounts();
    void setBecomesRows();
    void setBecomesTask();
    void benchmarkIsMade();
    void ids_data();
    void ids();
    void judgeAgainstLabels();
    void facets();
    void sampleAsText();

private:
    static Sample asked(const QString &prompt, const QString &target, const QString &key)
    {
        Sample sample;
        sample.itemKey = key;
        sample.prompt = prompt;
        sample.target = target;
        return sample;
    }
    static RegressionItem item(const Sample &sample, const QString &benchmark = QStringLiteral("facts-v1"))
    {
        return {place, benchmark, {sample.itemKey, sample.repeat}, sample, 1};
    }
    std::unique_ptr<test::FakeTriageStore> m_store;
    std::unique_ptr<test::FakeJobService> m_jobs;
    std::unique_ptr<TriageBook> m_book;
    const SampleKey m_key{QStringLiteral("id:q1"), 0};
};

void tst_Triage::init()
{
    m_book.reset();
    m_store = std::make_unique<test::FakeTriageStore>();
    m_jobs = std::make_unique<test::FakeJobService>();
    m_book = std::make_unique<TriageBook>(*m_store);
    m_book->setPlace(place, QStringLiteral("facts-v1"));
    QTRY_COMPARE(m_book->load(), LoadState::Ready);
}

void tst_Triage::notesAreKept()
{
    QSignalSpy changed(m_book.get(), &TriageBook::noteChanged);
    m_book->setReason(m_key, 2);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_book->note(m_key).reason, 2); // at once
    m_book->setNote(m_key, QStringLiteral(" looks right to me "));
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("looks right to me"));
    m_book->setReason(m_key, 2); // the same again takes it away
    m_book->setNote(m_key, {});
    QTRY_VERIFY(m_store->noted.isEmpty());
    m_book->setLabel(m_key, HumanLabel::Right);
    TriageBook other(*m_store); // as after a restart
    other.setPlace(place, {});
    QTRY_COMPARE(other.note(m_key).label, HumanLabel::Right);
    m_book->setReason(m_key, 5); // and what is noted elsewhere is seen
    QTRY_COMPARE(other.note(m_key).reason, 5);
    m_book->setPlace({QStringLiteral("local"), id, 1}, {});
    QVERIFY(m_book->note(m_key).isEmpty());
}

void tst_Triage::refusedNoteIsTakenBack()
{
    m_book->setReason(m_key, 1);
    m_store->failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QSignalSpy failed(m_book.get(), &TriageBook::failed);
    m_book->setReason(m_key, 4);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(m_book->note(m_key).reason, 1);
    m_book->toggleKept(asked(QStringLiteral("p"), QStringLiteral("t"), m_key.itemKey));
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(!m_book->note(m_key).kept);
}

void tst_Triage::saysWhatItAccepts()
{
    QVERIFY(m_book->setReason(m_key, 1));
    QVERIFY(m_book->setNote(m_key, {})); // nothing changes, and nothing is lost
    QSignalSpy refused(m_book.get(), &TriageBook::refused);
    m_store->failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QVERIFY(m_book->setNote(m_key, QStringLiteral("odd units"))); // only the store knows
    QTRY_COMPARE(refused.count(), 1);
    QCOMPARE(refused.first().first().value<TriageNote>().note, QStringLiteral("odd units"));
    QVERIFY(m_book->note(m_key).note.isEmpty());
    m_store->failWith.reset();
    // Before the notes of a place are read, nothing is.
    m_store->failReading = Error{Error::Kind::Storage, QStringLiteral("The disk is gone.")};
    m_book->setPlace({QStringLiteral("local"), id, 1}, {});
    QVERIFY(!m_book->setReason(m_key, 1));
    QTRY_COMPARE(m_book->load(), LoadState::Failed);
    QVERIFY(!m_book->setNote(m_key, QStringLiteral("odd units")) && !m_book->setTags(m_key, QStringLiteral("a")));
    QVERIFY(!m_book->setLabel(m_key, HumanLabel::Right) && !m_book->toggleKept(asked(QStringLiteral("p"), QStringLiteral("t"), m_key.itemKey)));
    m_store->failReading.reset();
    QVERIFY(!m_book->setReason(m_key, 1)); // which reads them again
    QTRY_VERIFY(m_book->setReason(m_key, 1));
}

void tst_Triage::undoes()
{
    QVERIFY(!m_book->undo());
    m_book->setReason(m_key, 1);
    m_book->setReason(m_key, 3);
    QVERIFY(m_book->undo());
    QCOMPARE(m_book->note(m_key).reason, 1);
    QTRY_COMPARE(m_store->noted.first().second.reason, 1);
}

void tst_Triage::namesAndCounts()
{
    ReasonModel model(*m_book);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), TriageNote::reasons);
    for (int i = 0; i < 6; ++i)
        m_book->setReason({QStringLiteral("id:%1").arg(i), 0}, i < 4 ? 2 : 5);
    QCOMPARE(model.index(1, ReasonModel::CountColumn).data(SortRole).toInt(), 4);
    QCOMPARE(model.index(4, ReasonModel::CountColumn).data(SortRole).toInt(), 2);
    QCOMPARE(model.index(1, ReasonModel::BarColumn).data().toString().size(), 2 * model.index(4, ReasonModel::BarColumn).data().toString().size());
    QVERIFY(model.index(0, ReasonModel::BarColumn).data().toString().isEmpty());
    QVERIFY(model.setData(model.index(1, ReasonModel::NameColumn), QStringLiteral("Units"), Qt::EditRole));
    QTRY_VERIFY(model.index(1, ReasonModel::NameColumn).data().toString().contains(QStringLiteral("Units")));
    QCOMPARE(m_store->names.at(1), QStringLiteral("Units"));
    // A name given is a word of the filter.
    const auto parsed = parseSampleExpression(QStringLiteral("reason:units"));
    QCOMPARE(m_book->keysOf(*std::get<SampleExpression>(parsed).term).size(), 4);
}

void tst_Triage::setBecomesRows()
{
    Sample old = asked(QStringLiteral("Question: 1 + 1?"), QStringLiteral("2"), QStringLiteral("id:a"));
    Sample fresh = old;
    fresh.target = QStringLiteral("two");
    Sample cut = asked(QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("id:c"));
    cut.cutBytes = 3;
    const QList<RegressionItem> items{item(old), item(asked(QStringLiteral("no target"), {}, QStringLiteral("id:b"))),
                                      item(fresh), item(old, QStringLiteral("other-v1")), item(cut)};
    const QList<QByteArray> lines = regressionLines(items).trimmed().split('\n');
    QCOMPARE(lines.size(), 2); // one an item, however often it was kept; none that cannot be asked
    const QJsonObject first = QJsonDocument::fromJson(lines.first()).object();
    QCOMPARE(first.value(QStringLiteral("id")).toString(), QStringLiteral("facts-v1/a"));
    QCOMPARE(first.value(QStringLiteral("target")).toString(), QStringLiteral("two")); // the last
    QCOMPARE(first.value(QStringLiteral("item_key")).toString(), QStringLiteral("id:a"));
    QCOMPARE(first.value(QStringLiteral("from_run")).toString(), id);
    QVERIFY(regressionLines({}).isEmpty());
}

void tst_Triage::setBecomesTask()
{
    const auto task = [](const QList<RegressionItem> &items) {
        return QJsonDocument::fromJson(regressionTask(items, QStringLiteral("bugs"), QStringLiteral("Bugs"), QStringLiteral("basic::equality"))).object();
    };
    const RegressionItem one = item(asked(QStringLiteral("system: Be brief.\n\nuser: Say\n\nhello"), QStringLiteral("hello"), QStringLiteral("id:1"))),
                         two = item(asked(QStringLiteral("system: Be brief.\n\nuser: Why?"), QStringLiteral("x"), QStringLiteral("id:2"))),
                         other = item(asked(QStringLiteral("user: Why?"), QStringLiteral("x"), QStringLiteral("id:3"))),
                         shots = item(asked(QStringLiteral("user: A?\n\nassistant: B\n\nuser: C?"), QStringLiteral("x"), QStringLiteral("id:4")));
    QJsonObject prompt = task({one, two}).value(QStringLiteral("prompt")).toObject();
    QCOMPARE(prompt.value(QStringLiteral("kind")).toString(), QStringLiteral("chat"));
    QCOMPARE(prompt.value(QStringLiteral("system")).toString(), QStringLiteral("Be brief."));
    const auto input = [](const QJsonObject &made, int row) {
        return made.value(QStringLiteral("dataset")).toObject().value(QStringLiteral("rows")).toArray().at(row).toObject().value(QStringLiteral("input")).toString();
    };
    QCOMPARE(input(task({one, two}), 0), QStringLiteral("Say\n\nhello"));
    // Different chats cannot be asked by one template: they are asked as they were written down.
    QCOMPARE(task({one, other}).value(QStringLiteral("prompt")).toObject().value(QStringLiteral("kind")).toString(), QStringLiteral("completion"));
    QCOMPARE(input(task({shots}), 0), shots.sample.prompt);
    QCOMPARE(task({one}).value(QStringLiteral("scoring")).toArray().first().toObject().value(QStringLiteral("function")).toString(),
             QStringLiteral("basic::equality"));
}

void tst_Triage::benchmarkIsMade()
{
    RegressionSet set(*m_store, *m_jobs);
    QSignalSpy said(&set, &RegressionSet::said), made(&set, &RegressionSet::made);
    set.makeBenchmark(QStringLiteral("Bugs"), QStringLiteral("basic::subset_of"));
    QCOMPARE(said.count(), 1); // nothing is kept yet
    QVERIFY(said.last().last().toBool());
    m_book->toggleKept(asked(QStringLiteral("p"), QStringLiteral("t"), QStringLiteral("id:1")));
    QTRY_COMPARE(set.items().size(), 1);
    QCOMPARE(set.items().first().benchmarkId, QStringLiteral("facts-v1"));
    set.makeBenchmark(QStringLiteral("Known Bugs!"), QStringLiteral("basic::subset_of"));
    QTRY_COMPARE(made.count(), 1);
    QVERIFY(m_jobs->tasks.value(QStringLiteral("known-bugs")).contains("subset_of"));
    QTemporaryDir folder;
    set.exportTo(folder.filePath(QStringLiteral("x/none.jsonl")));
    QTRY_COMPARE(said.count(), 3);
    QVERIFY(said.last().last().toBool());
    set.exportTo(folder.filePath(QStringLiteral("set.jsonl")));
    QTRY_COMPARE(said.count(), 4);
    QFile file(folder.filePath(QStringLiteral("set.jsonl")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), regressionLines(set.items()));
    m_book->toggleKept(asked(QStringLiteral("p"), QStringLiteral("t"), QStringLiteral("id:1")));
    QTRY_VERIFY(set.items().isEmpty());
}

void tst_Triage::ids_data()
{
    QTest::addColumn<QString>("made");
    QTest::addRow("Known bugs, 2nd") << "known-bugs-2nd";
    QTest::addRow("--x--") << "x";
    QTest::addRow("Übung") << "ubung";
    QTest::addRow("日本") << "";
    QTest::addRow(" ") << "";
}

void tst_Triage::ids()
{
    QTEST(taskIdFrom(QString::fromUtf8(QTest::currentDataTag())), "made");
}

void tst_Triage::judgeAgainstLabels()
{
    // 4 both right, 1 only the judge, 2 only the person, 3 both wrong, 1 that the judge could not score.
    const char *const cases[] = {"11", "11", "11", "11", "10", "01", "01", "00", "00", "00", "-1"};
    QList<Sample> rows;
    for (const char *one : cases) {
        Sample sample = asked(QStringLiteral("p"), QStringLiteral("t"), QStringLiteral("id:%1").arg(rows.size()));
        sample.ordinal = rows.size();
        if (one[0] != '-')
            sample.score = one[0] - '0';
        sample.scores.text = R"({"judge":{"score":"0.9","judge_feedback":"good"}})";
        rows << sample;
        m_book->setLabel({sample.itemKey, 0}, one[1] == '1' ? HumanLabel::Right : HumanLabel::Wrong);
    }
    m_jobs->sampleRows[{id, 0}] = rows;
    Calibration calibration(*m_book, *m_jobs);
    QSignalSpy changed(&calibration, &Calibration::changed);
    calibration.setActive(true);
    QTRY_COMPARE(calibration.labels(), 11);
    const ConfusionTable expected{4, 1, 2, 3};
    QTRY_COMPARE(calibration.table(), expected);
    QCOMPARE(calibration.undecided(), 1);
    const QString value = QLocale().toString(cohenKappa(expected)->value, 'f', 2);
    QVERIFY2(calibration.sentence().contains(QStringLiteral("κ ") + value), qPrintable(calibration.sentence()));
    QVERIFY(calibration.sentence().contains(QStringLiteral("10 label")));
    QCOMPARE(calibration.scorers(), QStringList{QStringLiteral("judge")});
    calibration.setRightRule(rightRule(QStringLiteral("toxicity"), true)); // low scores call an answer right
    QCOMPARE(calibration.table(), (ConfusionTable{2, 3, 4, 1}));
    calibration.setScorer(QStringLiteral("judge")); // says right to all, as text
    QCOMPARE(calibration.table(), (ConfusionTable{7, 4, 0, 0}));
    QCOMPARE(calibration.undecided(), 0);
}

void tst_Triage::facets()
{
    m_jobs->facets[QStringLiteral("subject")] = {{QStringLiteral("alge\"bra"), 100, 100, true, 60, 60}, {QString(), 5, 0, false, 0, 0},
                                                 {QStringLiteral("x"), 3, 3, false, 1.5, 1.25}};
    FacetModel model(*m_jobs);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0, QStringLiteral("subject"));
    QTRY_COMPARE(model.rowCount(), 3);
    const QLocale locale;
    QCOMPARE(model.index(0, FacetModel::MeanColumn).data().toString(), locale.toString(0.6, 'f', 3));
    const auto wilson = *wilsonInterval(60, 100);
    QCOMPARE(model.index(0, FacetModel::IntervalColumn).data().toString(),
             QStringLiteral("%1–%2").arg(locale.toString(wilson.low, 'f', 3), locale.toString(wilson.high, 'f', 3)));
    QCOMPARE(model.index(1, FacetModel::IntervalColumn).data().toString(), QString());
    // mean 0.5, variance (1.25 - 3 * 0.25) / 2 = 0.25, stderr 0.2887
    const auto normal = *normalInterval(0.5, std::sqrt(0.25 / 3));
    QCOMPARE(model.index(2, FacetModel::IntervalColumn).data().toString(),
             QStringLiteral("%1–%2").arg(locale.toString(normal.low, 'f', 3), locale.toString(normal.high, 'f', 3)));
    for (const auto &[row, value] : {std::pair(0, QStringLiteral("alge\"bra")), std::pair(1, QString())}) {
        const auto parsed = parseSampleExpression(model.expressionAt(row));
        QVERIFY(std::holds_alternative<SampleExpression>(parsed));
        Sample sample;
        if (!value.isNull())
            sample.metadata = JsonText::fromVariantMap({{QStringLiteral("subject"), value}});
        QVERIFY(matches(std::get<SampleExpression>(parsed), sample));
    }
    m_jobs->failWith = Error{Error::Kind::Network, QStringLiteral("gone")};
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.rowCount(), 3);
}

void tst_Triage::sampleAsText()
{
    Sample sample = test::sampleOf(1);
    sample.response = QStringLiteral("```\ncode\n```");
    sample.scores.text = R"({"judge":{"score":1,"judge_feedback":"It is right."}})";
    const QJsonObject object = QJsonDocument::fromJson(sampleAsJson(sample).toUtf8()).object();
    QCOMPARE(object.value(QStringLiteral("response")).toString(), sample.response);
    QCOMPARE(object.value(QStringLiteral("scores")).toObject().value(QStringLiteral("judge")).toObject().value(QStringLiteral("score")).toInt(), 1);
    TriageNote note;
    note.reason = 2;
    note.note = QStringLiteral("odd");
    const QString text = sampleAsMarkdown(sample, note, QStringLiteral("Units"));
    QVERIFY(text.contains(QStringLiteral("````\n```\ncode\n```\n````"))); // a fence that holds
    QVERIFY(text.contains(QStringLiteral("Units")) && text.contains(QStringLiteral("odd")));
    QCOMPARE(judgeReasons(sample), QStringLiteral("judge: It is right."));
}

ASSAY_TEST(tst_Triage)
#include "tst_Triage.moc"
