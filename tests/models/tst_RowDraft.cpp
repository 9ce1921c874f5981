#include "models/datasets/RowDraft.h"

#include "models/datasets/DatasetEditModel.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Rows that were changed and not saved, after the program went away under them.
class tst_RowDraft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void survives();
    void anotherVersion();
    void goesWhenSaved();
    void goesWhenDiscarded();
    void datasetsAreApart();
    void damagedTexts_data();
    void damagedTexts();
    void failureIsTold();
    void editedMeanwhile();

private:
    /// An editor as the window has it.
    struct Editor {
        DatasetEditModel model;
        QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        RowDraft draft;
        QSignalSpy restored{&draft, &RowDraft::restored}, outdated{&draft, &RowDraft::outdated}, failed{&draft, &RowDraft::failed};
        Editor(DraftStore &store, const QString &place) : draft(model, store, place) {}
    };
    std::unique_ptr<Editor> open(qint64 version = 3, const QString &place = QStringLiteral("local"), const QString &id = QStringLiteral("d"))
    {
        auto editor = std::make_unique<Editor>(m_store, place);
        editor->model.show(m_service.get(), id, version);
        if (!QTest::qWaitFor([&] { return editor->model.rowCount() == 5; }))
            return nullptr;
        return editor;
    }
    /// A cell, a row and a column, until they are kept.
    void change(Editor &editor)
    {
        editor.model.addColumn(QStringLiteral("source"));
        QVERIFY(editor.model.setData(editor.model.index(1, 0), QStringLiteral("77")));
        editor.model.addRow(2);
        QVERIFY(editor.model.setData(editor.model.index(2, 2), QStringLiteral("a book")));
        editor.model.removeRows({4});
        QTRY_VERIFY_WITH_TIMEOUT(!m_store.contents.isEmpty(), 10'000);
    }
    static QStringList shown(const DatasetEditModel &model)
    {
        QStringList out;
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column)
                out << model.index(row, column).data(Qt::EditRole).toString();
        }
        return out;
    }

    std::unique_ptr<FakeDatasetService> m_service;
    FakeDraftStore m_store;
};

void tst_RowDraft::init()
{
    m_store.contents.clear();
    m_store.failSave.reset();
    m_service = std::make_unique<FakeDatasetService>();
    for (int i = 0; i < 5; ++i) {
        DatasetRow row;
        row.setValue(QStringLiteral("n"), QString::number(i));
        row.setText(QStringLiteral("text"), QString(QLatin1Char(char('a' + i))));
        m_service->content << row;
    }
    for (const char *id : {"d", "other"}) {
        Dataset dataset;
        dataset.id = QString::fromLatin1(id);
        m_service->stored << dataset;
    }
}

void tst_RowDraft::survives()
{
    auto first = open();
    QVERIFY(first);
    change(*first);
    const QStringList wanted = shown(first->model);
    const auto edits = first->model.edits();
    first.reset(); // without a word to anybody
    const auto second = open();
    QVERIFY(second);
    QTRY_COMPARE(second->restored.size(), 1);
    QCOMPARE(shown(second->model), wanted);
    QCOMPARE(second->model.edits(), edits);
    QCOMPARE(second->restored.first().first().toString(), second->model.changes());
    QVERIFY(second->model.data(second->model.index(1, 0), Qt::EditRole) == QLatin1String("77"));
    QVERIFY(second->model.row(1)->values.contains(QStringLiteral("n"))); // still a number
    second->model.discard();
    QVERIFY(!second->model.isChanged());
    QTRY_VERIFY(m_store.contents.isEmpty());
}

void tst_RowDraft::anotherVersion()
{
    auto first = open();
    change(*first);
    first.reset();
    const auto second = open(4);
    QTRY_COMPARE(second->outdated.size(), 1);
    QCOMPARE(second->outdated.first().first().toLongLong(), 3);
    QVERIFY(!second->model.isChanged());
    QVERIFY(m_store.contents.isEmpty());
}

void tst_RowDraft::goesWhenSaved()
{
    const auto editor = open();
    change(*editor);
    QSignalSpy saved(&editor->model, &DatasetEditModel::saved);
    editor->model.save();
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(!m_store.contents.isEmpty()); // until the window shows what the server has
    editor->model.show(m_service.get(), QStringLiteral("d"), 4);
    QVERIFY(m_store.contents.isEmpty());
}

void tst_RowDraft::goesWhenDiscarded()
{
    const auto editor = open();
    change(*editor);
    editor->model.discard();
    QVERIFY(m_store.contents.isEmpty());
}

void tst_RowDraft::datasetsAreApart()
{
    auto first = open();
    change(*first);
    first.reset();
    const auto elsewhere = open(3, QStringLiteral("hub")), another = open(3, QStringLiteral("local"), QStringLiteral("other"));
    auto same = open();
    QTRY_COMPARE(same->restored.size(), 1);
    QVERIFY(!elsewhere->model.isChanged() && !another->model.isChanged());
    QVERIFY(elsewhere->restored.isEmpty() && another->restored.isEmpty());
}

void tst_RowDraft::damagedTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no JSON") << QByteArray("{\"version\":3");
    QTest::newRow("something else") << QByteArray("[1,2]");
    QTest::newRow("rows that are not there") << QByteArray(R"({"version":3,"pieces":[[false,0,500]],"changed":[],"fresh":[],"columns":[]})");
    QTest::newRow("new rows that are not there") << QByteArray(R"({"version":3,"pieces":[[true,0,1],[false,0,5]],"changed":[],"fresh":[],"columns":[]})");
    QTest::newRow("a row twice") << QByteArray(R"({"version":3,"pieces":[[false,0,5],[false,0,5]],"changed":[],"fresh":[],"columns":[]})");
    QTest::newRow("below zero") << QByteArray(R"({"version":3,"pieces":[[false,-3,5]],"changed":[],"fresh":[],"columns":[]})");
    QTest::newRow("so many that they overflow") << QByteArray(R"({"version":3,"pieces":[[false,2,2147483647]],"changed":[],"fresh":[],"columns":[]})");
    QTest::newRow("a change of a row that is not there") << QByteArray(R"({"version":3,"pieces":[[false,0,5]],"changed":[[9,{"cells":[]}]],"fresh":[],"columns":[]})");
}

/// What cannot be about these rows changes none of them.
void tst_RowDraft::damagedTexts()
{
    QFETCH(QByteArray, text);
    m_store.contents.insert(QStringLiteral("rows/local/d"), text);
    const auto editor = open();
    QVERIFY(editor);
    QTRY_VERIFY(m_store.contents.isEmpty());
    QVERIFY(!editor->model.isChanged());
    QCOMPARE(editor->model.rowCount(), 5);
    QVERIFY(editor->restored.isEmpty());
}

void tst_RowDraft::failureIsTold()
{
    const auto editor = open();
    m_store.failSave = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QVERIFY(editor->model.setData(editor->model.index(0, 1), QStringLiteral("z")));
    QTRY_COMPARE_WITH_TIMEOUT(editor->failed.size(), 1, 10'000);
    QCOMPARE(editor->failed.first().first().toString(), QStringLiteral("The disk is full."));
}

/// Who begins before the store has answered keeps what he writes.
void tst_RowDraft::editedMeanwhile()
{
    auto first = open();
    change(*first);
    first.reset();
    m_store.hold = true;
    const auto second = open();
    QTRY_COMPARE(m_store.waiting(), 1);
    QVERIFY(second->model.setData(second->model.index(0, 1), QStringLiteral("mine")));
    m_store.hold = false;
    m_store.release();
    QTRY_VERIFY_WITH_TIMEOUT(m_store.contents.value(QStringLiteral("rows/local/d")).contains("mine"), 10'000);
    QVERIFY(second->restored.isEmpty());
    QCOMPARE(second->model.edits().size(), 1);
}

ASSAY_TEST(tst_RowDraft)
#include "tst_RowDraft.moc"
