#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/datasets/AppendDialog.h"
#include "ui/pages/datasets/DatasetRowsView.h"
#include "ui/pages/datasets/DatasetsPage.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Rows of a dataset are changed on the page, by mouse and keys, and nothing is sent before they are saved.
class tst_DatasetRowsView final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void offeredWhereItCanBeDone();
    void editsByKeyboard();
    void severalLines();
    void addsAndRemoves();
    void addsAColumn();
    void savesAndShowsTheNewVersion();
    void refusedSaveKeepsWhatWasWritten();
    void unsavedRowsHoldThePage();
    void wrongValueIsSaid();
    void appendsAFile();
    void badFileIsSaid();
    void earlierVersions();
    void versionsOnlyByCapability();
    void everythingHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    bool shown(const char *name) { return find<QWidget>(name)->isVisibleTo(m_page.get()); }
    void press(const char *name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    QTableView *rows() { return find<QTableView>("datasetRows"); }
    /// The open one: a closed one goes in a later turn.
    QPlainTextEdit *editor()
    {
        const auto all = rows()->findChildren<QPlainTextEdit *>(QStringLiteral("cellEditor"));
        const auto open = std::find_if(all.cbegin(), all.cend(), [](const QWidget *one) { return one->isVisible(); });
        return open == all.cend() ? nullptr : *open;
    }
    QString cell(int row, int column) { return rows()->model()->index(row, column).data(Qt::EditRole).toString(); }
    void writeCell(int row, int column, const QString &text);
    void open(bool edits, bool appends, bool versions = false);

    FakeConnection m_connection;
    std::unique_ptr<FakeDatasetService> m_service;
    std::unique_ptr<DatasetsPage> m_page;
};

void tst_DatasetRowsView::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_service = std::make_unique<FakeDatasetService>();
    for (int i = 0; i < 30; ++i) {
        DatasetRow row;
        row.setText(QStringLiteral("question"), QStringLiteral("What is %1 + %2?\nAnswer with the number alone.").arg(i).arg(i + 1));
        row.setText(QStringLiteral("answer"), QString::number(2 * i + 1));
        row.setValue(QStringLiteral("difficulty"), QString::number(i % 5));
        m_service->content << row;
    }
    for (const char *id : {"team/arithmetic", "capitals"}) {
        Dataset dataset;
        dataset.id = QString::fromUtf8(id);
        dataset.purpose = QStringLiteral("eval/question-answer");
        dataset.rows = 30;
        dataset.version = 3;
        dataset.createdAt = QStringLiteral("2026-01-12T08:00:00.000Z");
        dataset.sha256 = QString(64, QLatin1Char('a'));
        m_service->stored << dataset;
    }
    m_connection.datasetService = m_service.get();
    open(true, true);
}

void tst_DatasetRowsView::open(bool edits, bool appends, bool versions)
{
    m_page.reset();
    m_connection.abilities.items -= {Capability::EditRows, Capability::AppendRows, Capability::DatasetVersions};
    m_connection.abilities.items += {Capability::Datasets, Capability::AddDatasets, Capability::RemoveDatasets};
    if (edits)
        m_connection.abilities.items.insert(Capability::EditRows);
    if (appends)
        m_connection.abilities.items.insert(Capability::AppendRows);
    if (versions)
        m_connection.abilities.items.insert(Capability::DatasetVersions);
    m_page = std::make_unique<DatasetsPage>(m_connection);
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_COMPARE(rows()->model()->rowCount(), 30);
}

void tst_DatasetRowsView::writeCell(int row, int column, const QString &text)
{
    rows()->setFocus();
    rows()->setCurrentIndex(rows()->model()->index(row, column));
    QTest::keyClick(rows(), Qt::Key_F2);
    QVERIFY(editor());
    QTest::keyClick(editor(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor(), text);
    QTest::keyClick(editor(), Qt::Key_Return);
}

void tst_DatasetRowsView::offeredWhereItCanBeDone()
{
    QVERIFY(shown("rowAdd") && shown("rowRemove") && shown("rowAppend") && shown("rowUndo"));
    QVERIFY(!shown("rowSave") && !shown("rowDiscard"));
    open(false, true);
    QVERIFY(!shown("rowAdd") && !shown("rowUndo"));
    QVERIFY(shown("rowAppend"));
    rows()->setFocus();
    rows()->setCurrentIndex(rows()->model()->index(0, 0));
    QTest::keyClick(rows(), Qt::Key_F2);
    QVERIFY(!editor());
    open(false, false);
    QVERIFY(!shown("rowAppend"));
}

void tst_DatasetRowsView::editsByKeyboard()
{
    writeCell(2, 1, QStringLiteral("five"));
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
    QVERIFY(find<QPlainTextEdit>("datasetDetail")->toPlainText().contains(QStringLiteral("answer\nfive")));
    QVERIFY(shown("rowSave") && shown("rowDiscard"));
    QCOMPARE(find<QLabel>("rowChanges")->text(), QStringLiteral("1 row(s) changed"));
    QVERIFY(m_service->edited.isEmpty());
    QTest::keyClick(rows(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(cell(2, 1), QStringLiteral("5"));
    QVERIFY(!shown("rowSave"));
    press("rowRedo");
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
    press("rowDiscard");
    QCOMPARE(cell(2, 1), QStringLiteral("5"));
    QVERIFY(!find<QPushButton>("rowRedo")->isEnabled());
}

void tst_DatasetRowsView::severalLines()
{
    rows()->setFocus();
    rows()->setCurrentIndex(rows()->model()->index(1, 0));
    QTest::keyClick(rows(), Qt::Key_F2);
    QCOMPARE(editor()->toPlainText(), QStringLiteral("What is 1 + 2?\nAnswer with the number alone."));
    QVERIFY(editor()->height() > 3 * editor()->fontMetrics().height());
    QTest::keyClick(editor(), Qt::Key_End, Qt::ControlModifier);
    QTest::keyClick(editor(), Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(editor(), QStringLiteral("Please."));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(cell(1, 0), QStringLiteral("What is 1 + 2?\nAnswer with the number alone.\nPlease."));
    QTRY_VERIFY(!editor());
    QTest::keyClick(rows(), Qt::Key_F2);
    QTest::keyClicks(editor(), QStringLiteral("nothing"));
    QTest::keyClick(editor(), Qt::Key_Escape);
    QCOMPARE(cell(1, 0), QStringLiteral("What is 1 + 2?\nAnswer with the number alone.\nPlease."));
}

void tst_DatasetRowsView::addsAndRemoves()
{
    QVERIFY(!find<QPushButton>("rowRemove")->isEnabled());
    rows()->setFocus();
    rows()->setCurrentIndex(rows()->model()->index(0, 0));
    QTest::keyClick(rows(), Qt::Key_Insert);
    QVERIFY(editor());
    QTest::keyClicks(editor(), QStringLiteral("What is 7 + 7?"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(rows()->model()->rowCount(), 31);
    QCOMPARE(cell(1, 0), QStringLiteral("What is 7 + 7?"));
    QCOMPARE(rows()->model()->headerData(1, Qt::Vertical).toString(), QStringLiteral("2 +"));
    rows()->selectRow(3);
    QTest::keyClick(rows(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(find<QPushButton>("rowRemove")->isEnabled());
    QTest::keyClick(rows(), Qt::Key_Delete);
    QCOMPARE(rows()->model()->rowCount(), 29);
    QCOMPARE(find<QLabel>("rowChanges")->text(), QStringLiteral("1 added · 2 removed"));
}

void tst_DatasetRowsView::addsAColumn()
{
    auto *name = find<QLineEdit>("rowColumn");
    QVERIFY(shown("rowColumn"));
    QSignalSpy told(m_page.get(), &DatasetsPage::messageRequested);
    name->setFocus();
    QTest::keyClicks(name, QStringLiteral("answer"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(told.size(), 1);
    QCOMPARE(rows()->model()->columnCount(), 3);
    QCOMPARE(name->text(), QStringLiteral("answer")); // to be mended
    QTest::keyClicks(name, QStringLiteral(" source"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(rows()->model()->columnCount(), 4);
    QCOMPARE(rows()->model()->headerData(3, Qt::Horizontal).toString(), QStringLiteral("answer source"));
    QVERIFY(name->text().isEmpty());
    QVERIFY(!shown("rowSave")); // a column without a cell is nothing
    writeCell(2, 3, QStringLiteral("a book"));
    QVERIFY(shown("rowSave"));
    press("rowSave");
    QTRY_COMPARE(m_service->edited.size(), 1);
    const RowEdit sent = m_service->edited.first().edits.value(0);
    QCOMPARE(sent.row, 2);
    QVERIFY(sent.value.cell(QStringLiteral("answer source")));
    QCOMPARE(*sent.value.cell(QStringLiteral("answer source")), QStringLiteral("a book"));
}

void tst_DatasetRowsView::savesAndShowsTheNewVersion()
{
    writeCell(2, 1, QStringLiteral("five"));
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    QTest::keyClick(rows(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(m_service->edited.size(), 1);
    QCOMPARE(m_service->edited.first().id, QStringLiteral("team/arithmetic"));
    QCOMPARE(m_service->edited.first().version, qint64(3));
    QCOMPARE(messages.first().first().value<UserMessage>().text, QStringLiteral("Saved: “team/arithmetic” has 30 row(s) and is version 4."));
    QTRY_COMPARE(cell(2, 1), QStringLiteral("five"));
    QTRY_COMPARE(rows()->currentIndex().row(), 2);
    QVERIFY(!shown("rowSave"));
    // The next change is for that version.
    writeCell(3, 1, QStringLiteral("seven"));
    press("rowSave");
    QTRY_COMPARE(m_service->edited.size(), 2);
    QCOMPARE(m_service->edited.last().version, qint64(4));
    QCOMPARE(m_service->edited.last().edits.size(), 1);
}

void tst_DatasetRowsView::refusedSaveKeepsWhatWasWritten()
{
    writeCell(2, 1, QStringLiteral("five"));
    m_service->editFails = Error{Error::Kind::Conflict, QStringLiteral("The rows were changed by somebody else meanwhile.")};
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    press("rowSave");
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(messages.first().first().value<UserMessage>().text, QStringLiteral("The rows were changed by somebody else meanwhile."));
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
    QVERIFY(find<QPushButton>("rowSave")->isEnabled());
    m_page->refresh();
    QTRY_COMPARE(find<QTableView>("datasetList")->model()->rowCount(), 2);
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
}

void tst_DatasetRowsView::unsavedRowsHoldThePage()
{
    QVERIFY(m_page->canClose());
    writeCell(2, 1, QStringLiteral("five"));
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    QVERIFY(!m_page->canClose());
    QCOMPARE(messages.size(), 1);
    auto *list = find<QTableView>("datasetList");
    list->selectRow(1);
    QTRY_COMPARE(list->currentIndex().row(), 0);
    QVERIFY(messages.size() >= 2);
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
    const auto message = messages.last().first().value<UserMessage>();
    QVERIFY2(message.text.contains(QStringLiteral("1 row(s) changed")), qPrintable(message.text));
    QCOMPARE(message.actions.size(), 2);
    message.actions.last().run(); // Discard
    QVERIFY(m_page->canClose());
    list->selectRow(1);
    QCOMPARE(list->currentIndex().row(), 1);
}

void tst_DatasetRowsView::wrongValueIsSaid()
{
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    writeCell(2, 2, QStringLiteral("hard"));
    QCOMPARE(messages.size(), 1);
    QVERIFY(messages.first().first().value<UserMessage>().text.contains(QStringLiteral("“hard” is no number")));
    QCOMPARE(cell(2, 2), QStringLiteral("2"));
    QVERIFY(!shown("rowSave"));
}

void tst_DatasetRowsView::appendsAFile()
{
    FileRows read;
    read.rows = 2;
    read.columns = QStringList{QStringLiteral("question"), QStringLiteral("hint")};
    read.all.text = "[{},{}]";
    read.first = {m_service->content.first(), m_service->content.at(1)};
    read.skipped = 1;
    read.skippedTold = QStringList{QStringLiteral("Line 7: it is no JSON.")};
    m_service->fileRows = read;
    AppendDialog dialog(*m_service, QStringLiteral("capitals"), QStringLiteral("/home/ann/more.jsonl"), m_page->findChild<DatasetRowsView *>()->columns());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    QSignalSpy requested(&dialog, &AppendDialog::appendRequested);
    dialog.show();
    auto *yes = dialog.findChild<QPushButton *>(QStringLiteral("appendYes"));
    QTRY_VERIFY(yes->isEnabled());
    QCOMPARE(dialog.findChild<QLabel *>(QStringLiteral("appendSum"))->text(), QStringLiteral("2 row(s) in the file."));
    const QString problem = dialog.findChild<QLabel *>(QStringLiteral("appendProblem"))->text();
    for (const char *part : {"the dataset does not have: hint.", "the file lacks: answer, difficulty.", "1 row(s) left out.", "Line 7: it is no JSON."})
        QVERIFY2(problem.contains(QLatin1String(part)), qPrintable(problem));
    auto *table = dialog.findChild<QTableView *>(QStringLiteral("appendPreview"));
    QCOMPARE(table->model()->rowCount(), 2);
    QVERIFY(table->model()->index(1, 0).data().toString().startsWith(QStringLiteral("What is 1 + 2?")));
    savePictures(dialog, QStringLiteral("datasets-append"));
    QTest::mouseClick(yes, Qt::LeftButton);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.first().first().value<FileRows>().all.text, QByteArray("[{},{}]"));
    QVERIFY(m_service->appended.isEmpty()); // the page sends it
}

void tst_DatasetRowsView::badFileIsSaid()
{
    m_service->fileRows = Error{Error::Kind::Invalid, QStringLiteral("more.jsonl, line 2: it is no JSON.")};
    AppendDialog dialog(*m_service, QStringLiteral("capitals"), QStringLiteral("/home/ann/more.jsonl"), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *problem = dialog.findChild<QLabel *>(QStringLiteral("appendProblem"));
    QTRY_COMPARE(problem->text(), QStringLiteral("more.jsonl, line 2: it is no JSON."));
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("appendYes"))->isEnabled());
    dialog.findChild<QCheckBox *>(QStringLiteral("appendSkip"))->setChecked(true);
    QTRY_COMPARE(m_service->filesRead, (QStringList{QStringLiteral("/home/ann/more.jsonl"), QStringLiteral("/home/ann/more.jsonl skip")}));
}

void tst_DatasetRowsView::earlierVersions()
{
    DatasetRow was;
    was.setText(QStringLiteral("question"), QStringLiteral("as it was"));
    m_service->earlier = {{1, {was}}, {2, {was, was}}};
    open(true, true, true);
    QVERIFY(shown("datasetVersion"));
    auto *version = find<QSpinBox>("datasetVersion");
    QCOMPARE(version->text(), QStringLiteral("Version 3 of 3"));
    version->setFocus();
    QTest::keyClick(version, Qt::Key_Down);
    QTRY_COMPARE(rows()->model()->rowCount(), 2);
    QCOMPARE(cell(0, 0), QStringLiteral("as it was"));
    QCOMPARE(version->text(), QStringLiteral("Version 2 of 3"));
    QCOMPARE(find<QLabel>("datasetAbout")->text(), QStringLiteral("Version 2 of 3: these are the rows as they were. They are for reading only."));
    QVERIFY(!shown("rowAdd") && !shown("rowAppend"));
    rows()->setFocus();
    rows()->setCurrentIndex(rows()->model()->index(0, 0));
    QTest::keyClick(rows(), Qt::Key_F2);
    QVERIFY(!editor());
    savePictures(*m_page, QStringLiteral("dataset-version"));
    m_service->stored.first().version = 4; // somebody adds rows meanwhile: what was looked at is the same
    m_page->refresh();
    QTRY_COMPARE(version->text(), QStringLiteral("Version 2 of 4"));
    QCOMPARE(rows()->model()->rowCount(), 2);
    version->setFocus();
    QTest::keyClick(version, Qt::Key_Up);
    QTest::keyClick(version, Qt::Key_Up);
    QTRY_COMPARE(rows()->model()->rowCount(), 30);
    QVERIFY(shown("rowAdd") && shown("rowAppend"));
    QVERIFY(find<QLabel>("datasetAbout")->text().startsWith(QStringLiteral("Rows of team/arithmetic")));
    writeCell(2, 1, QStringLiteral("five"));
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    version->setFocus();
    QTest::keyClick(version, Qt::Key_Down); // what is unsaved is for the rows that are there
    QCOMPARE(version->text(), QStringLiteral("Version 4 of 4"));
    QCOMPARE(messages.size(), 1);
    QCOMPARE(cell(2, 1), QStringLiteral("five"));
    press("rowDiscard");
    QTest::keyClick(version, Qt::Key_Down);
    QTRY_COMPARE(version->text(), QStringLiteral("Version 3 of 4"));
    find<QTableView>("datasetList")->selectRow(1); // another begins with its newest
    QCOMPARE(version->text(), QStringLiteral("Version 3 of 3"));
    QVERIFY(shown("rowAdd"));
}

void tst_DatasetRowsView::versionsOnlyByCapability()
{
    QVERIFY(!shown("datasetVersion"));
    m_service->stored[0].version = 1; // there was no other
    m_service->stored[1].version.reset();
    open(false, false, true);
    QVERIFY(!shown("datasetVersion"));
    find<QTableView>("datasetList")->selectRow(1);
    QVERIFY(!shown("datasetVersion"));
}

void tst_DatasetRowsView::everythingHasAName()
{
    writeCell(2, 1, QStringLiteral("five"));
    rows()->setCurrentIndex(rows()->model()->index(4, 0));
    QTest::keyClick(rows(), Qt::Key_F2);
    QVERIFY(editor());
    QTRY_COMPARE(namelessControls(*m_page), QStringList());
    QTest::keyClick(editor(), Qt::Key_Escape);
    QTRY_COMPARE(smallTargets(*m_page).join(QLatin1Char(' ')), QString());
    QTRY_COMPARE(clippedTexts(*m_page), QStringList());
    QTRY_COMPARE(unreachableControls(*m_page), QStringList());
}

void tst_DatasetRowsView::pictures()
{
    writeCell(2, 1, QStringLiteral("five"));
    rows()->setCurrentIndex(rows()->model()->index(5, 0));
    QTest::keyClick(rows(), Qt::Key_Insert);
    QTest::keyClicks(editor(), QStringLiteral("What is 7 + 7?"));
    QTest::keyClick(editor(), Qt::Key_Return);
    savePictures(*m_page, QStringLiteral("datasets-edit"));
    rows()->setCurrentIndex(rows()->model()->index(3, 0));
    QTest::keyClick(rows(), Qt::Key_F2);
    QVERIFY(editor());
    m_page->grab().save(artifact("/datasets-edit-cell.png"));
}

ASSAY_TEST(tst_DatasetRowsView)
#include "tst_DatasetRowsView.moc"
