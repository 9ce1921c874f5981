#include "models/datasets/DatasetEditModel.h"

#include "tests/support/FakeDatasetService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using assay::test::FakeDatasetService;

/// Rows of a dataset with changes that are not saved yet.
class tst_DatasetEditModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void showsTheRows();
    void cells_data();
    void cells();
    void everyStepCanBeTakenBack();
    void backToWhatItWasIsNoChange();
    void columns();
    void saves();
    void refusalKeepsTheChanges();
    void closedToOthers();
    void growingListsAreFollowed();
    void anySequence();

private:
    QStringList texts() const
    {
        QStringList out;
        for (int row = 0; row < m_model->rowCount(); ++row)
            out << m_model->index(row, textColumn()).data(Qt::EditRole).toString();
        return out;
    }
    bool write(int row, const QString &text) { return m_model->setData(m_model->index(row, textColumn()), text); }
    /// Columns stand as the first rows have them.
    int textColumn() const { return m_model->rows().column(0) == QLatin1String("text") ? 0 : 1; }

    std::unique_ptr<FakeDatasetService> m_service;
    std::unique_ptr<DatasetEditModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_DatasetEditModel::init()
{
    m_tester.reset();
    m_model.reset();
    m_service = std::make_unique<FakeDatasetService>();
    for (int i = 0; i < 5; ++i) {
        DatasetRow row;
        row.setValue(QStringLiteral("n"), QString::number(i));
        row.setText(QStringLiteral("text"), QString(QLatin1Char(char('a' + i))));
        m_service->content << row;
    }
    Dataset dataset;
    dataset.id = QStringLiteral("d");
    m_service->stored << dataset;
    m_model = std::make_unique<DatasetEditModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->show(m_service.get(), QStringLiteral("d"), 3);
    QTRY_COMPARE(m_model->rowCount(), 5);
}

void tst_DatasetEditModel::showsTheRows()
{
    QCOMPARE(texts().join(QString()), QStringLiteral("abcde"));
    QVERIFY(!m_model->isChanged());
    QVERIFY(m_model->edits().isEmpty());
    QVERIFY(m_model->flags(m_model->index(0, 0)) & Qt::ItemIsEditable);
    QCOMPARE(m_model->headerData(4, Qt::Vertical).toString(), QStringLiteral("5"));
}

void tst_DatasetEditModel::cells_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("value");
    QTest::newRow("text") << 1 << QStringLiteral(" 7\nlines") << true << QStringLiteral(" 7\nlines") << false;
    QTest::newRow("text that looks like a list") << 1 << QStringLiteral("[1]") << true << QStringLiteral("[1]") << false;
    QTest::newRow("empty text") << 1 << QString() << true << QString() << false;
    QTest::newRow("number") << 0 << QStringLiteral(" 7.25 ") << true << QStringLiteral("7.25") << true;
    QTest::newRow("list") << 0 << QStringLiteral("[1, 2]") << true << QStringLiteral("[1, 2]") << true;
    QTest::newRow("number becomes a text") << 0 << QStringLiteral("\"seven \\\"7\\\"\"") << true << QStringLiteral("seven \"7\"") << false;
    QTest::newRow("no value") << 0 << QStringLiteral("seven") << false << QStringLiteral("2") << true;
}

void tst_DatasetEditModel::cells()
{
    QFETCH(int, column);
    QFETCH(QString, typed);
    QFETCH(bool, taken);
    QFETCH(QString, text);
    QFETCH(bool, value);
    QSignalSpy refused(m_model.get(), &DatasetEditModel::refused);
    QCOMPARE(m_model->setData(m_model->index(2, column), typed), taken);
    QCOMPARE(refused.size(), taken ? 0 : 1);
    const QString name = column == 0 ? QStringLiteral("n") : QStringLiteral("text");
    const DatasetRow *row = m_model->row(2);
    QVERIFY(row && row->cell(name));
    QCOMPARE(*row->cell(name), text);
    QCOMPARE(row->values.contains(name), value);
    QCOMPARE(m_model->isChanged(), taken);
    if (taken)
        QCOMPARE(m_model->headerData(2, Qt::Vertical).toString(), QStringLiteral("3 •"));
    // An emptied value is no value at all, and what is written there again is one like its neighbours.
    QVERIFY(m_model->setData(m_model->index(0, 0), QString()));
    QVERIFY(!m_model->row(0)->cell(QStringLiteral("n")));
    QVERIFY(m_model->setData(m_model->index(0, 0), QStringLiteral("11")));
    QVERIFY(m_model->row(0)->values.contains(QStringLiteral("n")));
}

void tst_DatasetEditModel::everyStepCanBeTakenBack()
{
    QVERIFY(write(1, QStringLiteral("B")));
    m_model->addRow(1);
    QVERIFY(write(1, QStringLiteral("new")));
    m_model->removeRows({5, 0, 2}); // e, a and B
    m_model->addRow(99);
    QVERIFY(write(3, QStringLiteral("last")));
    QCOMPARE(texts(), (QStringList{QStringLiteral("new"), QStringLiteral("c"), QStringLiteral("d"), QStringLiteral("last")}));
    QCOMPARE(m_model->headerData(0, Qt::Vertical).toString(), QStringLiteral("1 +"));
    QCOMPARE(m_model->changes(), QStringLiteral("2 added · 3 removed"));
    QList<QStringList> seen;
    while (m_model->undoStack().canUndo()) {
        seen.prepend(texts());
        m_model->undoStack().undo();
    }
    QCOMPARE(texts().join(QString()), QStringLiteral("abcde"));
    QVERIFY(!m_model->isChanged());
    for (const QStringList &one : std::as_const(seen)) {
        m_model->undoStack().redo();
        QCOMPARE(texts(), one);
    }
    m_model->discard();
    QCOMPARE(texts().join(QString()), QStringLiteral("abcde"));
    QVERIFY(!m_model->undoStack().canUndo());
}

void tst_DatasetEditModel::backToWhatItWasIsNoChange()
{
    QVERIFY(write(1, QStringLiteral("B")));
    QVERIFY(write(1, QStringLiteral("b")));
    QVERIFY(!m_model->isChanged());
    m_model->addRow(2);
    QVERIFY(m_model->isChanged());
    m_model->removeRows({2});
    QVERIFY(!m_model->isChanged());
    QVERIFY(m_model->edits().isEmpty());
    QVERIFY(write(1, QStringLiteral("b")));
    QCOMPARE(m_model->undoStack().count(), 4); // the same again is no step
}

void tst_DatasetEditModel::columns()
{
    QSignalSpy refused(m_model.get(), &DatasetEditModel::refused);
    m_model->addColumn(QStringLiteral("  "));
    m_model->addColumn(QStringLiteral("text"));
    QCOMPARE(refused.size(), 2);
    QCOMPARE(m_model->columnCount(), 2);
    m_model->addColumn(QStringLiteral(" source "));
    QCOMPARE(m_model->columns().last(), QStringLiteral("source"));
    QCOMPARE(m_model->headerData(2, Qt::Horizontal).toString(), QStringLiteral("source"));
    QVERIFY(!m_model->isChanged()); // no row has it yet
    QVERIFY(!m_model->index(0, 2).data().isValid());
    QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("a book")));
    QVERIFY(m_model->isChanged());
    QCOMPARE(m_model->edits().size(), 1);
    QCOMPARE(*m_model->edits().first().value.cell(QStringLiteral("source")), QStringLiteral("a book"));
    m_model->addColumn(QStringLiteral("page"));
    QCOMPARE(m_model->columnCount(), 4);
    m_model->undoStack().undo();
    m_model->undoStack().undo();
    QCOMPARE(m_model->columns().last(), QStringLiteral("source"));
    QVERIFY(!m_model->isChanged());
    m_model->undoStack().undo();
    QCOMPARE(m_model->columnCount(), 2);
    m_model->undoStack().redo();
    m_model->undoStack().redo();
    QCOMPARE(m_model->index(0, 2).data(Qt::EditRole).toString(), QStringLiteral("a book"));
    m_model->discard();
    QCOMPARE(m_model->columnCount(), 2);
}

void tst_DatasetEditModel::saves()
{
    QVERIFY(write(4, QStringLiteral("E")));
    m_model->addRow(2);
    QVERIFY(write(2, QStringLiteral("new")));
    m_model->removeRows({0, 1});
    QSignalSpy saved(m_model.get(), &DatasetEditModel::saved);
    m_model->save();
    QVERIFY(m_model->isSaving());
    QVERIFY(!m_model->isEditable());
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(m_service->edited.size(), 1);
    QCOMPARE(m_service->edited.first().version, qint64(3));
    QCOMPARE(m_service->content.size(), 4);
    QStringList kept;
    for (const DatasetRow &row : std::as_const(m_service->content))
        kept << *row.cell(QStringLiteral("text"));
    QCOMPARE(kept, (QStringList{QStringLiteral("new"), QStringLiteral("c"), QStringLiteral("d"), QStringLiteral("E")}));
    QCOMPARE(saved.first().first().value<Dataset>().version, std::optional<qint64>(4));
}

void tst_DatasetEditModel::refusalKeepsTheChanges()
{
    m_service->editFails = Error{Error::Kind::Conflict, QStringLiteral("changed meanwhile")};
    QVERIFY(write(0, QStringLiteral("A")));
    QSignalSpy refused(m_model.get(), &DatasetEditModel::notSaved);
    m_model->save();
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(m_model->isChanged());
    QVERIFY(m_model->isEditable());
    QCOMPARE(texts().join(QString()), QStringLiteral("Abcde"));
    m_model->undoStack().undo();
    QVERIFY(!m_model->isChanged());
    m_model->save(); // nothing
    QCOMPARE(m_service->edited.size(), 1);
}

void tst_DatasetEditModel::closedToOthers()
{
    m_model->show(m_service.get(), QStringLiteral("d"), {});
    QTRY_COMPARE(m_model->rowCount(), 5);
    QVERIFY(!(m_model->flags(m_model->index(0, 0)) & Qt::ItemIsEditable));
    QVERIFY(!write(0, QStringLiteral("A")));
    m_model->addRow(0);
    m_model->removeRows({0});
    QCOMPARE(texts().join(QString()), QStringLiteral("abcde"));
}

/// A server that does not tell its length, and rows that were not read yet.
void tst_DatasetEditModel::growingListsAreFollowed()
{
    for (int i = 5; i < 3 * DatasetRowsModel::pageRows; ++i)
        m_service->content << FakeDatasetService::rowOf(i);
    m_service->tells = false;
    m_model->show(m_service.get(), QStringLiteral("d"), {});
    QTRY_COMPARE(m_model->rowCount(), DatasetRowsModel::pageRows);
    QVERIFY(m_model->canFetchMore({}));
    m_model->fetchMore({});
    QTRY_COMPARE(m_model->rowCount(), 2 * DatasetRowsModel::pageRows);
    m_service->tells = true;
    m_model->show(m_service.get(), QStringLiteral("d"), 3);
    QTRY_COMPARE(m_model->rowCount(), 3 * DatasetRowsModel::pageRows);
    const QModelIndex last = m_model->index(m_model->rowCount() - 1, 0);
    QVERIFY(!m_model->setData(last, QStringLiteral("7"))); // not read: what is there is not known
    QTRY_VERIFY(m_model->row(last.row()));
    QVERIFY(m_model->setData(last, QStringLiteral("7")));
    m_model->removeRows({0});
    QCOMPARE(m_model->edits().size(), 2);
    QVERIFY((m_model->edits().contains(RowEdit{RowEdit::Kind::Remove, 0, 1, {}})));
}

/// What is sent makes of the server's rows what was on the screen.
void tst_DatasetEditModel::anySequence()
{
    QRandomGenerator random(20261127);
    for (int round = 0; round < 60; ++round) {
        for (int step = 0; step < 12; ++step) {
            const int rows = m_model->rowCount();
            switch (random.bounded(5)) {
            case 0:
                m_model->addRow(random.bounded(rows + 1));
                break;
            case 1:
                if (rows > 0) {
                    QSet<int> chosen;
                    for (int i = random.bounded(3); i >= 0; --i)
                        chosen.insert(random.bounded(rows));
                    m_model->removeRows(QList<int>(chosen.cbegin(), chosen.cend()));
                }
                break;
            case 2:
                m_model->undoStack().undo();
                break;
            case 3:
                m_model->undoStack().redo();
                break;
            default:
                if (rows > 0)
                    QVERIFY(write(random.bounded(rows), QString::number(random.bounded(1000))));
            }
        }
        const QStringList shown = texts();
        if (!m_model->isChanged())
            continue;
        QSignalSpy saved(m_model.get(), &DatasetEditModel::saved);
        m_model->save();
        QTRY_COMPARE(saved.size(), 1);
        m_model->show(m_service.get(), QStringLiteral("d"), 3);
        QStringList kept;
        for (const DatasetRow &row : std::as_const(m_service->content)) {
            const QString *cell = row.cell(QStringLiteral("text"));
            kept << (cell ? *cell : QString());
        }
        QCOMPARE(kept, shown);
        if (kept.join(QString()).isEmpty()) // no such column is left
            init();
        else
            QTRY_COMPARE(texts(), shown);
    }
}

ASSAY_TEST(tst_DatasetEditModel)
#include "tst_DatasetEditModel.moc"
