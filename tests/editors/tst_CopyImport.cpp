#include "models/authoring/CopyFinder.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "tests/support/DropFile.h"
#include "tests/support/EditableCatalogue.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/authoring/FileExchange.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/collections/CollectionEditorPage.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace assay;

/// Documents on their way to other connections, and from and to files.
class tst_CopyImport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup() { m_window.reset(); }
    void tellsWhatIsMissingBeforeItCopies();
    void aTargetThatIsGoneIsTold();
    void aloneThereIsNoCopy();
    void exportAndImportByDialog_data();
    void exportAndImportByDialog();
    void aFileIsDroppedOntoTheEditor();
    void aFileIsDroppedOntoTheCatalogue();
    void whatCannotBeReadIsTold();

private:
    CollectionEditorPage *open(const QString &subject);
    QString file(const QString &name, const QByteArray &text);

    std::unique_ptr<test::EditorConnection> m_connection;
    std::unique_ptr<test::FakeRegistry> m_registry;
    test::FakeDraftStore m_drafts;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<QWidget> m_window;
    QTemporaryDir m_folder;
};

void tst_CopyImport::init()
{
    m_connection = std::make_unique<test::EditorConnection>();
    m_registry = std::make_unique<test::FakeRegistry>(QList{test::remoteSettings(QStringLiteral("team"), QStringLiteral("Team server"))});
    m_drafts.contents.clear();
    m_connection->editable.providers = test::sampleProviders();
    m_connection->editable.collections = test::sampleCollections();
    m_catalogue = std::make_unique<CatalogueModel>(m_connection->editable);
    m_catalogue->refresh();
    QTRY_COMPARE(m_catalogue->load(), LoadState::Ready);
    m_window = std::make_unique<QWidget>();
    m_window->resize(1280, 860);
}

CollectionEditorPage *tst_CopyImport::open(const QString &subject)
{
    auto *page = new CollectionEditorPage(*m_connection, m_drafts, *m_catalogue, subject, m_window.get());
    page->setConnections(m_registry->registry);
    page->resize(m_window->size());
    m_window->show();
    [&] { QTRY_COMPARE(page->session().state(), DocumentSession::State::Ready); }();
    return page;
}

QString tst_CopyImport::file(const QString &name, const QByteArray &text)
{
    QFile made(m_folder.filePath(name));
    if (!made.open(QIODevice::WriteOnly) || made.write(text) != text.size())
        qFatal("no file");
    return made.fileName();
}

void tst_CopyImport::tellsWhatIsMissingBeforeItCopies()
{
    test::FakeRemote *team = m_registry->remote(QStringLiteral("team"));
    team->abilities.items.insert(Capability::EditCollections);
    team->setState(Connection::State::Ready);
    Provider theirs = test::sampleProviders().first();
    theirs.resource.id = QStringLiteral("provider-77");
    theirs.benchmarks.removeAt(1); // no arithmetic
    team->catalogueService.providers = {theirs};
    CollectionEditorPage *page = open(QStringLiteral("starter-v1"));
    QSignalSpy copies(page, &EditorPage::copyToRequested);
    auto *action = page->findChild<QAction *>(QStringLiteral("editorCopyTo"));
    QVERIFY(action->isVisible() && action->isEnabled());
    action->trigger();
    QDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = page->findChild<QDialog *>(QStringLiteral("copyDialog"))) && dialog->isVisible());
    auto *list = dialog->findChild<QListWidget *>(QStringLiteral("copyList"));
    auto *go = dialog->findChild<QPushButton *>(QStringLiteral("copyOpen"));
    QTRY_VERIFY(go->isEnabled());
    QCOMPARE(dialog->findChild<QComboBox *>(QStringLiteral("copyTarget"))->count(), 1); // not where it is
    QCOMPARE(list->count(), 2);
    QVERIFY(list->item(0)->text().contains(QStringLiteral("arithmetic-v1")));
    QVERIFY(list->item(1)->text().contains(QStringLiteral("another id")));
    QCOMPARE(test::namelessControls(*dialog), QStringList());
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE(copies.count(), 1);
    QCOMPARE(copies.first().at(0).toString(), QStringLiteral("team"));
    const auto copy = copies.first().at(1).value<AuthoredDocument>();
    QCOMPARE(copy.text(QStringLiteral("benchmarks/0/provider_id")), QStringLiteral("provider-77"));
    QVERIFY(team->catalogueService.collections.isEmpty()); // nothing was written
    // A server that takes none says so instead.
    team->abilities.items.remove(Capability::EditCollections);
    action->trigger();
    QDialog *again = nullptr;
    QTRY_VERIFY([&] {
        for (QDialog *one : page->findChildren<QDialog *>(QStringLiteral("copyDialog")))
            again = one->isVisible() ? one : again;
        return again != nullptr;
    }());
    QVERIFY(!again->findChild<QPushButton *>(QStringLiteral("copyOpen"))->isEnabled());
    QVERIFY(again->findChild<QLabel *>(QStringLiteral("copyText"))->text().contains(QStringLiteral("EvalHub")));
}

void tst_CopyImport::aTargetThatIsGoneIsTold()
{
    auto target = std::make_unique<test::FakeConnection>();
    CopyFinder finder(AuthoredDocument(DocumentKind::Collection), {});
    finder.look(*target);
    QCOMPARE(finder.state(), LoadState::Loading);
    target.reset();
    QTRY_COMPARE(finder.state(), LoadState::Failed);
    QVERIFY(!finder.error().message.isEmpty());
}

void tst_CopyImport::aloneThereIsNoCopy()
{
    m_registry = std::make_unique<test::FakeRegistry>();
    CollectionEditorPage *page = open(QStringLiteral("starter-v1"));
    QVERIFY(!page->findChild<QAction *>(QStringLiteral("editorCopyTo"))->isVisible());
}

void tst_CopyImport::exportAndImportByDialog_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("start");
    QTest::addRow("yaml") << "editorExportYaml" << "yaml" << QByteArray("name: Starter v1");
    QTest::addRow("json") << "editorExportJson" << "json" << QByteArray("{");
}

void tst_CopyImport::exportAndImportByDialog()
{
    QFETCH(QString, action);
    QFETCH(QString, ending);
    QFETCH(QByteArray, start);
    CollectionEditorPage *page = open(QStringLiteral("starter-v1"));
    QSignalSpy messages(page, &DocumentPage::messageRequested);
    const QString path = m_folder.filePath(QStringLiteral("mine"));
    // What the dialog tells when somebody has chosen.
    const auto answer = [&](const QString &name, const QString &chosen) {
        page->findChild<QAction *>(name)->trigger();
        QFileDialog *dialog = nullptr;
        [&] {
            QTRY_VERIFY([&] {
                for (QFileDialog *one : page->findChildren<QFileDialog *>())
                    dialog = one->isVisible() ? one : dialog;
                return dialog != nullptr;
            }());
        }();
        QCOMPARE(dialog->acceptMode(), name == QLatin1String("editorImport") ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
        Q_EMIT dialog->fileSelected(chosen);
        dialog->close();
    };
    answer(action, path + u'.' + ending);
    QTRY_COMPARE(messages.count(), 1);
    QVERIFY2(QFile::exists(path + u'.' + ending), qPrintable(messages.first().first().value<UserMessage>().text));
    QFile file(path + u'.' + ending);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(file.readAll().startsWith(start), qPrintable(ending));
    file.close();
    // Back into a new one: the same document, one undo step.
    const AuthoredDocument before = page->session().model().document();
    m_window = std::make_unique<QWidget>();
    page = open(QStringLiteral("new:1"));
    answer(QStringLiteral("editorImport"), file.fileName());
    QTRY_COMPARE(page->session().model().document(), before);
    QCOMPARE(page->session().model().undoStack().count(), 1);
    QVERIFY(file.remove());
}

void tst_CopyImport::aFileIsDroppedOntoTheEditor()
{
    CollectionEditorPage *page = open(QStringLiteral("starter-v1"));
    QVERIFY(test::dropFile(page, file(QStringLiteral("dropped.json"), R"({"name":"Dropped","category":"c"})")));
    QTRY_COMPARE(page->session().model().document().text(QStringLiteral("name")), QStringLiteral("Dropped"));
    page->session().model().undoStack().undo();
    QCOMPARE(page->session().model().document().text(QStringLiteral("name")), QStringLiteral("Starter v1"));
    QMimeData text;
    text.setText(QStringLiteral("no file"));
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(page, &enter);
    QVERIFY(!enter.isAccepted());
}

void tst_CopyImport::aFileIsDroppedOntoTheCatalogue()
{
    CollectionListModel collections(m_connection->editable);
    CataloguePage page(CataloguePage::Show::Collections, *m_catalogue, collections);
    QSignalSpy imported(&page, &CataloguePage::importRequested);
    QVERIFY(test::dropFile(&page, file(QStringLiteral("dropped.yaml"), "name: From a file\ncategory: c\n")));
    QTRY_COMPARE(imported.count(), 1);
    QCOMPARE(imported.first().first().value<AuthoredDocument>().text(QStringLiteral("name")), QStringLiteral("From a file"));
    QVERIFY(page.findChild<QPushButton *>(QStringLiteral("catalogueImport"))); // and without a drag
}

void tst_CopyImport::whatCannotBeReadIsTold()
{
    CollectionEditorPage *page = open(QStringLiteral("starter-v1"));
    QSignalSpy messages(page, &DocumentPage::messageRequested);
    const AuthoredDocument before = page->session().model().document();
    QVERIFY(test::dropFile(page, file(QStringLiteral("broken.yaml"), "name: [")));
    QTRY_COMPARE(messages.count(), 1);
    QVERIFY(messages.first().first().value<UserMessage>().text.contains(QStringLiteral("broken.yaml")));
    QCOMPARE(page->session().model().document(), before);
}

ASSAY_TEST(tst_CopyImport)
#include "tst_CopyImport.moc"
