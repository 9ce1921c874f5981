#include "services/core/Async.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/SqlTriage.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

/// Notes about samples as rows of the library: there again after a restart, each at its own sample.
class tst_SqlTriage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void notesComeBack();
    void emptyNotesAreGone();
    void setKeepsSamples();
    void reasonNames();

private:
    template<typename T>
    static Result<T> wait(QFuture<Result<T>> future)
    {
        future.waitForFinished();
        return future.result();
    }
    static TriageNote noteOf(const QString &key, int repeat = 0)
    {
        TriageNote note;
        note.key = {key, repeat};
        note.reason = 3;
        note.label = HumanLabel::Wrong;
        note.tags = {QStringLiteral("a \"b\""), QStringLiteral("ü")};
        note.note = QStringLiteral("odd\nunits");
        return note;
    }
    const TriagePlace m_place{QStringLiteral("local"), QStringLiteral("job"), 1};
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_SqlTriage::notesComeBack()
{
    const TriageNote first = noteOf(QStringLiteral("id:1")), second = noteOf(QStringLiteral("id:1"), 1);
    {
        LibraryDatabase database(m_folder->path());
        SqlTriage store(database);
        QSignalSpy changed(&store, &SqlTriage::changed);
        QVERIFY(wait(store.put(m_place, first)).hasValue());
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(wait(store.put(m_place, second)).hasValue());
        TriagePlace other = m_place;
        other.connectionId = QStringLiteral("cluster");
        QVERIFY(wait(store.put(other, noteOf(QStringLiteral("id:9")))).hasValue());
    }
    LibraryDatabase database(m_folder->path());
    SqlTriage store(database);
    const auto notes = wait(store.notes(m_place));
    QVERIFY2(notes.hasValue(), qPrintable(notes ? QString() : notes.error().message + notes.error().detail));
    QCOMPARE(notes->size(), 2);
    QVERIFY(notes->contains(first) && notes->contains(second));
    QCOMPARE(wait(store.notes({QStringLiteral("local"), QStringLiteral("job"), 0}))->size(), 0);
}

void tst_SqlTriage::emptyNotesAreGone()
{
    LibraryDatabase database(m_folder->path());
    SqlTriage store(database);
    TriageNote note = noteOf(QStringLiteral("id:1"));
    QVERIFY(wait(store.put(m_place, note)).hasValue());
    note.reason = 0;
    QVERIFY(wait(store.put(m_place, note)).hasValue());
    QCOMPARE(wait(store.notes(m_place))->first(), note); // replaced, not doubled
    TriageNote none;
    none.key = note.key;
    QVERIFY(wait(store.put(m_place, none)).hasValue());
    QVERIFY(wait(store.notes(m_place))->isEmpty());
}

void tst_SqlTriage::setKeepsSamples()
{
    RegressionItem item{m_place, QStringLiteral("facts-v1"), {QStringLiteral("id:1"), 0}, {}, 5};
    item.sample.itemKey = item.key.itemKey;
    item.sample.ordinal = 7;
    item.sample.prompt = QStringLiteral("p");
    item.sample.target = QStringLiteral("");
    item.sample.score = 0.5;
    item.sample.metadata.text = R"({"a":1})";
    RegressionItem later = item;
    later.key.itemKey = later.sample.itemKey = QStringLiteral("id:0");
    later.addedMs = 9;
    {
        LibraryDatabase database(m_folder->path());
        SqlTriage store(database);
        QSignalSpy set(&store, &SqlTriage::setChanged);
        QVERIFY(wait(store.keep(later)).hasValue());
        QVERIFY(wait(store.keep(item)).hasValue());
        QTRY_COMPARE(set.count(), 2);
    }
    LibraryDatabase database(m_folder->path());
    SqlTriage store(database);
    QCOMPARE(*wait(store.regressionSet()), (QList<RegressionItem>{item, later}));
    QVERIFY(wait(store.regressionSet())->first().sample.response.isNull());
    QVERIFY(wait(store.put(m_place, noteOf(QStringLiteral("id:1")))).hasValue());
    const auto notes = wait(store.notes(m_place)); // with and without a note beside
    QCOMPARE(notes->size(), 2);
    QVERIFY(notes->at(0).kept && notes->at(1).kept);
    QVERIFY(wait(store.drop(m_place, item.key)).hasValue());
    QCOMPARE(wait(store.regressionSet())->size(), 1);
    QCOMPARE(*wait(store.notes(m_place)), (QList<TriageNote>{noteOf(QStringLiteral("id:1")), [] {
                 TriageNote kept;
                 kept.key = {QStringLiteral("id:0"), 0};
                 kept.kept = true;
                 return kept;
             }()}));
}

void tst_SqlTriage::reasonNames()
{
    LibraryDatabase database(m_folder->path());
    SqlTriage store(database);
    QCOMPARE(wait(store.reasonNames())->size(), TriageNote::reasons);
    QVERIFY(wait(store.reasonNames())->first().isEmpty());
    QVERIFY(wait(store.setReasonNames({QString(), QStringLiteral(" Units ")})).hasValue());
    QCOMPARE(wait(store.reasonNames())->at(1), QStringLiteral("Units"));
    QVERIFY(wait(store.reasonNames())->at(4).isEmpty());
}

ASSAY_TEST(tst_SqlTriage)
#include "tst_SqlTriage.moc"
