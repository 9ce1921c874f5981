#include "ui/pages/datasets/OverlapDialog.h"

#include "tests/support/FakeConnection.h"
#include "tests/support/FakeOverlapDatasets.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The dialog that looks for rows of one dataset in another, over datasets in memory.
class tst_OverlapDialog final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void guessesWhatToCompare();
    void findsLeaks();
    void nothingFound();
    void nothingCompared();
    void notAllRead();
    void itself();
    void choicesAreUsed();
    void canBeStopped();
    void escapeClosesWithoutACheck();
    void saysWhatIsWrong();
    void savesTheList();
    void keyboardAndNames();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) const { return m_dialog->findChild<T *>(QLatin1String(name)); }
    bool shown(const char *name) const { return find<QWidget>(name)->isVisibleTo(m_dialog); }
    QString text(const char *name) const { return find<QLabel>(name)->text(); }
    void open();
    void check();

    FakeConnection m_connection;
    std::unique_ptr<FakeOverlapDatasets> m_service;
    QPointer<OverlapDialog> m_dialog;
};

namespace {

const auto testSet = QStringLiteral("gsm8k-test"), trainingSet = QStringLiteral("gsm8k-train");

/// No thirteen words without a number of its own.
QString eggs(int i)
{
    return QStringLiteral("Ann’s %1 hens lay %2 eggs a day.\r\nShe eats %3 for breakfast on day %4 and sells the other %5; what does she make at $%6 an egg?")
        .arg(i + 3).arg(16 * i).arg(i + 1000).arg(i).arg(15 * i).arg(i + 2);
}

} // namespace

void tst_OverlapDialog::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_service = std::make_unique<FakeOverlapDatasets>();
    m_connection.datasetService = m_service.get();
    for (int i = 0; i < 300; ++i) {
        m_service->content[testSet] << FakeOverlapDatasets::rowOf(eggs(i), QString::number(i));
        const DatasetRow other{{{QStringLiteral("id"), QString::number(i)}, {QStringLiteral("input"), QStringLiteral("Bob has %1 books and buys %2 more.").arg(i).arg(i + 2)}}};
        m_service->content[trainingSet] << other;
    }
    auto &training = m_service->content[trainingSet];
    training[17].cells[1].second = eggs(5).toUpper();
    training[40].cells[1].second = eggs(120);
    training[41].cells[1].second = QStringLiteral("A farmer’s story. ") + eggs(121) + QStringLiteral(" Give a number.");
    m_service->content[QStringLiteral("team/empty")] = {};
}

void tst_OverlapDialog::cleanup()
{
    delete m_dialog;
    m_connection.datasetService = nullptr;
}

void tst_OverlapDialog::open()
{
    m_dialog = new OverlapDialog(m_connection, testSet, {m_service->described(testSet), m_service->described(trainingSet), m_service->described(QStringLiteral("team/empty"))}, nullptr);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
    QTRY_VERIFY(find<QPushButton>("overlapBegin")->isEnabled());
}

void tst_OverlapDialog::check()
{
    QTest::mouseClick(find<QPushButton>("overlapBegin"), Qt::LeftButton);
    QTRY_VERIFY(!shown("overlapStep"));
}

void tst_OverlapDialog::guessesWhatToCompare()
{
    open();
    auto *other = find<QComboBox>("overlapOther");
    QCOMPARE(other->count(), 3); // itself and the two others
    QCOMPARE(other->currentText(), trainingSet);
    QCOMPARE(find<QComboBox>("overlapHereColumn")->currentText(), QStringLiteral("question"));
    QTRY_COMPARE(find<QComboBox>("overlapThereColumn")->currentText(), QStringLiteral("input"));
    QCOMPARE(find<QSpinBox>("overlapWords")->value(), 13);
    QVERIFY(find<QSpinBox>("overlapWords")->isEnabled());
    find<QComboBox>("overlapKind")->setCurrentIndex(1);
    QVERIFY(!find<QSpinBox>("overlapWords")->isEnabled());
    QCOMPARE(text("emptyTitle"), QStringLiteral("Not checked yet"));
    QVERIFY(!find<QPushButton>("overlapSave")->isEnabled());
}

void tst_OverlapDialog::findsLeaks()
{
    open();
    check();
    QCOMPARE(text("overlapSentence"), QStringLiteral("2 of 300 rows of “gsm8k-test” occur in “gsm8k-train” word for word (0.7 %). 1 more share 13 words in a row with a row there (0.3 %)."));
    QVERIFY(text("overlapNotes").contains(QStringLiteral("In “gsm8k-train”, 3 of 300 rows are concerned (1.0 %).")));
    QVERIFY(!shown("emptyTitle"));
    auto *table = find<QTableView>("overlapTable");
    QCOMPARE(table->model()->rowCount(), 3);
    auto *here = find<QPlainTextEdit>("overlapHere"), *there = find<QPlainTextEdit>("overlapThere");
    QCOMPARE(text("overlapHereTitle"), QStringLiteral("Row 6 of “gsm8k-test”"));
    QCOMPARE(text("overlapThereTitle"), QStringLiteral("Row 18 of “gsm8k-train”"));
    QCOMPARE(here->toPlainText(), eggs(5).remove(u'\r'));
    QCOMPARE(there->toPlainText(), eggs(5).toUpper().remove(u'\r'));
    QVERIFY(here->extraSelections().isEmpty()); // all of it is the same
    table->setFocus();
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(text("overlapThereTitle"), QStringLiteral("Row 42 of “gsm8k-train”"));
    QVERIFY(there->toPlainText().startsWith(QStringLiteral("A farmer’s story. Ann’s")));
    for (QPlainTextEdit *box : {here, there}) {
        QCOMPARE(box->extraSelections().size(), 1);
        const QString marked = box->extraSelections().first().cursor.selectedText().replace(QChar::ParagraphSeparator, u' ');
        QCOMPARE(marked, QStringLiteral("Ann’s 124 hens lay 1936 eggs a day. She eats 1121 for breakfast"));
    }
}

void tst_OverlapDialog::nothingFound()
{
    for (const int row : {17, 40, 41})
        m_service->content[trainingSet][row].cells[1].second = QStringLiteral("What else?");
    open();
    check();
    QCOMPARE(text("overlapSentence"), QStringLiteral("No row of “gsm8k-test” occurs in “gsm8k-train”, neither word for word nor by 13 words in a row."));
    QCOMPARE(text("emptyTitle"), QStringLiteral("Nothing found"));
    QVERIFY(shown("emptyTitle") && !shown("overlapTable"));
    QVERIFY(!find<QPushButton>("overlapSave")->isEnabled());
    QVERIFY(find<QPushButton>("overlapBegin")->isEnabled());
}

void tst_OverlapDialog::nothingCompared()
{
    for (DatasetRow &row : m_service->content[trainingSet])
        row.cells[1].second = QStringLiteral("…");
    open();
    check();
    QCOMPARE(text("overlapSentence"), QStringLiteral("“gsm8k-train” has no words that could be compared."));
    QCOMPARE(text("emptyTitle"), QStringLiteral("Nothing compared")); // which is not that nothing was found
}

void tst_OverlapDialog::notAllRead()
{
    open();
    QTRY_VERIFY(find<QComboBox>("overlapThereColumn")->isEnabled());
    m_service->lies.insert(trainingSet, FakeOverlapDatasets::Lie::MoreThanThereIs);
    check();
    QVERIFY(text("overlapSentence").startsWith(QStringLiteral("2 of 300 rows")));
    QVERIFY(shown("overlapProblem"));
    QVERIFY2(text("overlapProblem").contains(QStringLiteral("Only the first 300 rows of “gsm8k-train” were read")), qPrintable(text("overlapProblem")));
}

void tst_OverlapDialog::itself()
{
    m_service->content[testSet][299] = FakeOverlapDatasets::rowOf(eggs(0));
    open();
    QVERIFY(shown("overlapThereColumn"));
    find<QComboBox>("overlapOther")->setCurrentIndex(0);
    QVERIFY(!shown("overlapThereColumn"));
    m_service->asked.clear();
    check();
    QVERIFY2(text("overlapSentence").startsWith(QStringLiteral("1 of 300 rows of “gsm8k-test” repeat an earlier row word for word (0.3 %).")), qPrintable(text("overlapSentence")));
    QCOMPARE(text("overlapHereTitle"), QStringLiteral("Row 300 of “gsm8k-test”"));
    QCOMPARE(text("overlapThereTitle"), QStringLiteral("Row 1 of “gsm8k-test”"));
    for (const auto &asked : std::as_const(m_service->asked))
        QCOMPARE(asked.id, testSet);
}

void tst_OverlapDialog::choicesAreUsed()
{
    open();
    QTRY_VERIFY(find<QComboBox>("overlapThereColumn")->isEnabled());
    find<QComboBox>("overlapKind")->setCurrentIndex(1);
    check();
    QCOMPARE(text("overlapSentence"), QStringLiteral("2 of 300 rows of “gsm8k-test” occur in “gsm8k-train” word for word (0.7 %)."));
    find<QComboBox>("overlapKind")->setCurrentIndex(2);
    find<QSpinBox>("overlapWords")->setValue(40);
    check();
    QCOMPARE(text("overlapSentence"), QStringLiteral("No row of “gsm8k-test” shares 40 words in a row with a row of “gsm8k-train”."));
    find<QComboBox>("overlapKind")->setCurrentIndex(0);
    auto *here = find<QComboBox>("overlapHereColumn"), *there = find<QComboBox>("overlapThereColumn");
    here->setCurrentIndex(here->findText(QStringLiteral("answer")));
    there->setCurrentIndex(there->findText(QStringLiteral("id")));
    check();
    QVERIFY2(text("overlapSentence").startsWith(QStringLiteral("300 of 300 rows")), qPrintable(text("overlapSentence")));
    there->setCurrentIndex(there->findText(QStringLiteral("all columns together")));
    check();
    QVERIFY2(text("overlapSentence").startsWith(QStringLiteral("No row")), qPrintable(text("overlapSentence")));
}

void tst_OverlapDialog::canBeStopped()
{
    open();
    for (const bool byKey : {false, true}) {
        m_service->hold = true;
        QTest::mouseClick(find<QPushButton>("overlapBegin"), Qt::LeftButton);
        QTRY_VERIFY(m_service->isHolding());
        QVERIFY(shown("overlapStep") && shown("overlapProgress"));
        QVERIFY2(text("overlapStep").startsWith(QStringLiteral("Reading “gsm8k-test”…")), qPrintable(text("overlapStep")));
        QVERIFY(!find<QPushButton>("overlapBegin")->isEnabled());
        QVERIFY(!find<QComboBox>("overlapOther")->isEnabled());
        if (byKey)
            QTest::keyClick(m_dialog, Qt::Key_Escape);
        else
            QTest::mouseClick(find<QPushButton>("overlapStop"), Qt::LeftButton);
        QVERIFY(m_dialog && m_dialog->isVisible());
        QVERIFY(!shown("overlapStep"));
        QCOMPARE(text("overlapSentence"), QStringLiteral("Cancelled; nothing was found out."));
        QVERIFY(find<QComboBox>("overlapOther")->isEnabled());
        m_service->release();
    }
    check();
    QVERIFY(text("overlapSentence").startsWith(QStringLiteral("2 of 300")));
}

void tst_OverlapDialog::escapeClosesWithoutACheck()
{
    open();
    m_service->hold = true;
    QTest::mouseClick(find<QPushButton>("overlapBegin"), Qt::LeftButton);
    QTRY_VERIFY(m_service->isHolding());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
    m_service->release(); // to nobody
    QCoreApplication::processEvents();
}

void tst_OverlapDialog::saysWhatIsWrong()
{
    open();
    find<QComboBox>("overlapOther")->setCurrentIndex(2);
    QTRY_VERIFY(text("overlapProblem").contains(QStringLiteral("“team/empty” has no rows.")));
    QVERIFY(!find<QPushButton>("overlapBegin")->isEnabled());
    find<QComboBox>("overlapOther")->setCurrentIndex(1);
    QTRY_VERIFY(find<QPushButton>("overlapBegin")->isEnabled());
    QVERIFY(!shown("overlapProblem"));
    m_service->failures.insert(trainingSet, Error{Error::Kind::Network, QStringLiteral("Nobody there.")});
    check();
    QVERIFY2(text("overlapProblem").contains(QStringLiteral("“gsm8k-train” cannot be read: Nobody there.")), qPrintable(text("overlapProblem")));
    QVERIFY(shown("overlapProblem"));
    QVERIFY(find<QPushButton>("overlapBegin")->isEnabled()); // to try again
    find<QComboBox>("overlapOther")->setCurrentIndex(0);
    find<QComboBox>("overlapOther")->setCurrentIndex(1);
    QTRY_VERIFY(text("overlapProblem").contains(QStringLiteral("The columns of “gsm8k-train” cannot be read: Nobody there.")));
    QVERIFY(!find<QPushButton>("overlapBegin")->isEnabled());
    delete m_dialog;
    m_connection.datasetService = nullptr;
    m_dialog = new OverlapDialog(m_connection, testSet, {}, nullptr);
    QVERIFY(!find<QPushButton>("overlapBegin")->isEnabled());
    QVERIFY(!text("overlapProblem").isEmpty());
}

void tst_OverlapDialog::savesTheList()
{
    open();
    check();
    QTemporaryDir folder;
    QTest::mouseClick(find<QPushButton>("overlapSave"), Qt::LeftButton);
    auto *files = m_dialog->findChild<QFileDialog *>();
    QVERIFY(files);
    QCOMPARE(files->defaultSuffix(), QStringLiteral("csv"));
    const QString path = folder.filePath(QStringLiteral("pairs.csv"));
    Q_EMIT files->fileSelected(path);
    QTRY_COMPARE(text("overlapSaved"), QStringLiteral("Saved: pairs.csv"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray table = file.readAll();
    QVERIFY(table.startsWith("dataset,row,other_dataset,other_row,"));
    QVERIFY(table.contains("\r\ngsm8k-test,122,gsm8k-train,42,shared_words,"));
    Q_EMIT files->fileSelected(folder.filePath(QStringLiteral("none/pairs.csv")));
    QTRY_VERIFY2(text("overlapSaved").contains(QStringLiteral("cannot be written")), qPrintable(text("overlapSaved")));
}

void tst_OverlapDialog::keyboardAndNames()
{
    open();
    QCOMPARE(unreachableControls(*m_dialog).join(u'\n'), QString());
    find<QComboBox>("overlapOther")->setFocus();
    QTest::keyClick(find<QComboBox>("overlapOther"), Qt::Key_Return); // the button that is the default
    QTRY_VERIFY(find<QTableView>("overlapTable")->model()->rowCount() > 0);
    QTRY_VERIFY(find<QTableView>("overlapTable")->hasFocus());
    QCOMPARE(namelessControls(*m_dialog), QStringList());
    QTRY_COMPARE(smallTargets(*m_dialog).join(QLatin1Char(' ')), QString());
    QCOMPARE(namelessHeaders(*m_dialog), QStringList());
    QCOMPARE(clippedTexts(*m_dialog).join(u'\n'), QString());
    QCOMPARE(unreachableControls(*m_dialog).join(u'\n'), QString());
    for (const bool dark : {false, true}) {
        applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), dark);
        QCoreApplication::processEvents();
        QCOMPARE(faintTexts(*m_dialog), QStringList());
    }
}

void tst_OverlapDialog::pictures()
{
    open();
    savePictures(*m_dialog, QStringLiteral("overlap-before"));
    check();
    auto *table = find<QTableView>("overlapTable");
    table->selectRow(2);
    savePictures(*m_dialog, QStringLiteral("overlap-found"));
    m_service->hold = true;
    QTest::mouseClick(find<QPushButton>("overlapBegin"), Qt::LeftButton);
    QTRY_VERIFY(m_service->isHolding());
    savePictures(*m_dialog, QStringLiteral("overlap-running"));
    QTest::mouseClick(find<QPushButton>("overlapStop"), Qt::LeftButton);
    m_service->release();
    for (const int row : {17, 40, 41})
        m_service->content[trainingSet][row].cells[1].second = QStringLiteral("What else?");
    check();
    savePictures(*m_dialog, QStringLiteral("overlap-clean"));
}

ASSAY_TEST(tst_OverlapDialog)
#include "tst_OverlapDialog.moc"
