#include "models/catalogue/CatalogueModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "tests/support/EditableCatalogue.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/ProblemStrip.h"
#include "ui/pages/collections/CollectionEditorPage.h"
#include "ui/pages/providers/ProviderEditorPage.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>

using namespace assay;

/// The editors of providers and collections over a server in memory.
class tst_EditorPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup();
    void makesAProvider();
    void changesGoAsAPatch();
    void theWholeIsSentWhereAPatchCannot();
    void builtInIsReadOnly();
    void aClonedProviderIsANewOne();
    void refusalsLandOnTheirField();
    void changedMeanwhile_data();
    void changedMeanwhile();
    void usesAreToldBeforeDeleting();
    void composesACollectionByKeys();
    void matchesThatComeLaterAreOpen();
    void benchmarksAreDraggedIn();
    void manyGatesAtOnce();
    void theDoctorMends();
    void versionsComeBack();
    void unsavedWorkComesBack();
    void brokenTextIsNotSaved();
    void everyControlHasAName();
    void pictures_data();
    void pictures();

private:
    ProviderEditorPage *openProvider(const QString &subject);
    CollectionEditorPage *openCollection(const QString &subject);
    void press(QWidget *page, const char *button);
    QDialog *dialog(QWidget *page, const char *name);
    FieldForm *formWith(QWidget *page, const QString &path);
    QWidget *field(QWidget *page, const QString &path);
    void retype(QWidget *page, const QString &path, const QString &text);
    void tab(QWidget *page, int index) { page->findChild<QTabWidget *>(QStringLiteral("editorTabs"))->setCurrentIndex(index); }

    std::unique_ptr<test::EditorConnection> m_connection;
    std::unique_ptr<test::FakeDraftStore> m_drafts;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<QWidget> m_window; ///< holds the page of a test
};

void tst_EditorPages::init()
{
    m_connection = std::make_unique<test::EditorConnection>();
    m_drafts = std::make_unique<test::FakeDraftStore>();
    m_connection->editable.providers = test::sampleProviders();
    m_connection->editable.providers[0].resource.owner = QStringLiteral("system");
    m_connection->editable.collections = test::sampleCollections();
    m_catalogue = std::make_unique<CatalogueModel>(m_connection->editable);
    m_catalogue->refresh();
    QTRY_COMPARE(m_catalogue->load(), LoadState::Ready);
    m_window = std::make_unique<QWidget>();
    m_window->resize(1280, 860);
}

void tst_EditorPages::cleanup() { m_window.reset(); }

ProviderEditorPage *tst_EditorPages::openProvider(const QString &subject)
{
    auto *page = new ProviderEditorPage(*m_connection, *m_drafts, *m_catalogue, subject, m_window.get());
    page->resize(m_window->size());
    m_window->show();
    page->show(); // a child that comes to a window on screen stays hidden otherwise
    [&] { QTRY_COMPARE(page->session().state(), DocumentSession::State::Ready); }();
    return page;
}

CollectionEditorPage *tst_EditorPages::openCollection(const QString &subject)
{
    auto *page = new CollectionEditorPage(*m_connection, *m_drafts, *m_catalogue, subject, m_window.get());
    page->resize(m_window->size());
    m_window->show();
    page->show(); // a child that comes to a window on screen stays hidden otherwise
    [&] { QTRY_COMPARE(page->session().state(), DocumentSession::State::Ready); }();
    return page;
}

void tst_EditorPages::press(QWidget *page, const char *name)
{
    auto *button = page->findChild<QPushButton *>(QLatin1String(name));
    QVERIFY2(button && button->isEnabled() && button->isVisible(), name);
    QTest::mouseClick(button, Qt::LeftButton);
}

QDialog *tst_EditorPages::dialog(QWidget *page, const char *name)
{
    QDialog *found = nullptr;
    [&] { QTRY_VERIFY2((found = page->findChild<QDialog *>(QLatin1String(name))) && found->isVisible(), name); }();
    return found;
}

FieldForm *tst_EditorPages::formWith(QWidget *page, const QString &path)
{
    for (FieldForm *form : page->findChildren<FieldForm *>()) {
        if (form->controlFor(path))
            return form;
    }
    return nullptr;
}

QWidget *tst_EditorPages::field(QWidget *page, const QString &path)
{
    FieldForm *form = formWith(page, path);
    return form ? form->controlFor(path) : nullptr;
}

void tst_EditorPages::retype(QWidget *page, const QString &path, const QString &text)
{
    QWidget *control = field(page, path);
    QVERIFY2(control, qPrintable(path));
    control->setFocus();
    QTest::keyClick(control, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(control, Qt::Key_Delete);
    QTest::keyClicks(control, text);
}

void tst_EditorPages::makesAProvider()
{
    ProviderEditorPage *page = openProvider(QStringLiteral("new:1"));
    press(page, "editorSave"); // nothing written: told at the first field that is missing
    QCOMPARE(m_connection->editable.providers.size(), 2);
    QCOMPARE(page->title(), QStringLiteral("New Provider"));
    retype(page, QStringLiteral("name"), QStringLiteral("my_harness"));
    retype(page, QStringLiteral("tags"), QStringLiteral("own"));
    tab(page, 1);
    retype(page, QStringLiteral("runtime/local/command"), QStringLiteral("./adapter.sh"));
    retype(page, QStringLiteral("runtime/k8s/cpu_request"), QStringLiteral("500m"));
    tab(page, 3);
    press(page, "rowAdd");
    retype(page, QStringLiteral("benchmarks/0/id"), QStringLiteral("ours"));
    retype(page, QStringLiteral("benchmarks/0/metrics"), QStringLiteral("accuracy"));
    retype(page, QStringLiteral("benchmarks/0/primary_score/metric"), QStringLiteral("accuracy"));
    retype(page, QStringLiteral("benchmarks/0/pass_criteria/threshold"), QStringLiteral("0.6"));
    press(page, "editorSave");
    QTRY_COMPARE(m_connection->editable.providers.size(), 3);
    const Provider &made = m_connection->editable.providers.last();
    QCOMPARE(made.name, QStringLiteral("my_harness"));
    QCOMPARE(made.tags, QStringList{QStringLiteral("own")});
    QCOMPARE(made.runtime->local->command, QStringLiteral("./adapter.sh"));
    QCOMPARE(made.runtime->k8s->cpuRequest, QStringLiteral("500m"));
    QCOMPARE(made.benchmarks.first().id, QStringLiteral("ours"));
    QCOMPARE(made.benchmarks.first().passCriteria->threshold, std::optional(0.6));
    QTRY_VERIFY(!page->session().isNew());
    QVERIFY(!page->session().model().isDirty());
    QCOMPARE(page->subject(), made.resource.id);
    QVERIFY(m_drafts->contents.isEmpty());
}

void tst_EditorPages::changesGoAsAPatch()
{
    ProviderEditorPage *page = openProvider(QStringLiteral("guidellm"));
    retype(page, QStringLiteral("title"), QStringLiteral("Speed"));
    press(page, "editorSave");
    QDialog *preview = dialog(page, "saveDialog");
    QCOMPARE(preview->findChild<QListWidget *>(QStringLiteral("changeList"))->item(0)->text(), QStringLiteral("Title: GuideLLM → Speed"));
    QVERIFY(preview->findChild<QPlainTextEdit *>(QStringLiteral("patchText"))->toPlainText().contains(QStringLiteral("/title")));
    QCOMPARE(test::namelessControls(*preview), QStringList());
    QTest::keyClick(preview, Qt::Key_Return);
    QTRY_COMPARE(m_connection->editable.patches.size(), 1);
    QCOMPARE(m_connection->editable.providers.at(1).title, QStringLiteral("Speed"));
    QCOMPARE(m_connection->editable.puts, 0);
    QTRY_VERIFY(!page->session().model().isDirty());
}

void tst_EditorPages::theWholeIsSentWhereAPatchCannot()
{
    ProviderEditorPage *page = openProvider(QStringLiteral("guidellm"));
    tab(page, 1);
    retype(page, QStringLiteral("runtime/local/command"), QStringLiteral("./run")); // the first runtime cannot be patched in
    press(page, "editorSave");
    QDialog *preview = dialog(page, "saveDialog");
    QVERIFY(!preview->findChild<QRadioButton *>(QStringLiteral("saveByPatch"))->isEnabled());
    press(preview, "dialogSave");
    QTRY_COMPARE(m_connection->editable.puts, 1);
    QCOMPARE(m_connection->editable.providers.at(1).runtime->local->command, QStringLiteral("./run"));
}

void tst_EditorPages::builtInIsReadOnly()
{
    ProviderEditorPage *page = openProvider(QStringLiteral("assay"));
    QVERIFY(page->findChild<QLabel *>(QStringLiteral("readOnlyText"))->isVisible());
    QVERIFY(!page->findChild<QPushButton *>(QStringLiteral("editorSave"))->isEnabled());
    QTest::keyClicks(field(page, QStringLiteral("name")), QStringLiteral("x"));
    QVERIFY(!page->session().model().isDirty());
}

void tst_EditorPages::aClonedProviderIsANewOne()
{
    ProviderEditorPage *page = openProvider(QStringLiteral("assay"));
    std::optional<AuthoredDocument> copy;
    connect(page, &EditorPage::copyRequested, this, [&](const AuthoredDocument &document) { copy = document; });
    press(page, "editorClone");
    QTRY_VERIFY(copy);
    m_window = std::make_unique<QWidget>();
    ProviderEditorPage *fresh = openProvider(QStringLiteral("new:2"));
    fresh->begin(*copy);
    QCOMPARE(field(fresh, QStringLiteral("name"))->property("text").toString(), QStringLiteral("assay (copy)"));
    press(fresh, "editorSave");
    QTRY_COMPARE(m_connection->editable.providers.size(), 3);
    QCOMPARE(m_connection->editable.providers.last().benchmarks.size(), 4);
}

void tst_EditorPages::refusalsLandOnTheirField()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    retype(page, QStringLiteral("description"), QStringLiteral("new"));
    m_connection->editable.refuseWrites = Error{Error::Kind::Invalid,
        QStringLiteral("The request validation failed: 'Key: 'CollectionConfig.benchmarks[1].weight' Error:Field validation for 'weight' failed on the 'min' tag'. Please check the request and try again."), {}, QStringLiteral("request_validation_failed")};
    press(page, "editorSave");
    QTest::keyClick(dialog(page, "saveDialog"), Qt::Key_Return);
    QTRY_VERIFY(!page->session().model().problemAt(QStringLiteral("benchmarks/1/weight")).isEmpty());
    QTRY_VERIFY(field(page, QStringLiteral("benchmarks/1/weight")) && field(page, QStringLiteral("benchmarks/1/weight"))->isVisible());
    QVERIFY(page->session().model().isDirty());
    // Put right, and taken.
    retype(page, QStringLiteral("benchmarks/1/weight"), QStringLiteral("2"));
    m_connection->editable.refuseWrites.reset();
    press(page, "editorSave");
    QTest::keyClick(dialog(page, "saveDialog"), Qt::Key_Return);
    QTRY_VERIFY(!page->session().model().isDirty());
    QCOMPARE(m_connection->editable.collections.first().benchmarks.at(1).weight, std::optional(2.0));
}

void tst_EditorPages::changedMeanwhile_data()
{
    QTest::addColumn<QByteArray>("button");
    QTest::addColumn<QString>("name");     // on the server afterwards, when what is offered then was saved
    QTest::addColumn<QString>("category");
    QTest::addColumn<bool>("copy");
    QTest::addRow("merge") << QByteArray("conflictMerge") << "mine" << "theirs" << false;
    QTest::addRow("overwrite") << QByteArray("conflictOverwrite") << "mine" << "starter" << false;
    QTest::addRow("copy") << QByteArray("conflictCopy") << "Starter v1" << "theirs" << true;
}

void tst_EditorPages::changedMeanwhile()
{
    QFETCH(QByteArray, button);
    QFETCH(QString, name);
    QFETCH(QString, category);
    QFETCH(bool, copy);
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    std::optional<AuthoredDocument> copied;
    connect(page, &EditorPage::copyRequested, this, [&](const AuthoredDocument &document) { copied = document; });
    retype(page, QStringLiteral("name"), QStringLiteral("mine"));
    m_connection->editable.collections.first().category = QStringLiteral("theirs");
    press(page, "editorSave");
    QTest::keyClick(dialog(page, "saveDialog"), Qt::Key_Return);
    QDialog *conflict = dialog(page, "conflictDialog");
    QVERIFY(conflict->findChild<QListWidget *>(QStringLiteral("changeList"))->item(0)->text().contains(QStringLiteral("theirs")));
    QCOMPARE(test::namelessControls(*conflict), QStringList());
    press(conflict, button.constData());
    if (button == "conflictMerge") {
        QTRY_COMPARE(field(page, QStringLiteral("category"))->property("text").toString(), QStringLiteral("theirs"));
        press(page, "editorSave");
        QDialog *again = nullptr;
        QTRY_VERIFY([&] {
            for (QDialog *open : page->findChildren<QDialog *>(QStringLiteral("saveDialog"))) {
                if (open->isVisible())
                    again = open;
            }
            return again != nullptr;
        }());
        QTest::keyClick(again, Qt::Key_Return);
    }
    const Collection &stored = m_connection->editable.collections.first();
    QTRY_COMPARE(stored.name, name);
    QCOMPARE(stored.category, category);
    QCOMPARE(copied.has_value(), copy);
    if (copied)
        QCOMPARE(copied->text(QStringLiteral("name")), QStringLiteral("mine (copy)"));
    QTRY_VERIFY(!page->session().model().isDirty());
}

void tst_EditorPages::usesAreToldBeforeDeleting()
{
    Collection uses = test::sampleCollections().first();
    uses.resource.id = QStringLiteral("other");
    uses.name = QStringLiteral("Speed Suite");
    uses.benchmarks.first().providerId = QStringLiteral("guidellm");
    m_connection->editable.collections << uses;
    ProviderEditorPage *page = openProvider(QStringLiteral("guidellm"));
    QSignalSpy closed(page, &DocumentPage::closeRequested);
    page->findChild<QAction *>(QStringLiteral("editorDelete"))->trigger();
    QDialog *ask = dialog(page, "deleteDialog");
    auto *list = ask->findChild<QListWidget *>(QStringLiteral("usageList"));
    QTRY_COMPARE(list->count(), 1);
    QVERIFY(list->item(0)->text().contains(QStringLiteral("Speed Suite")));
    press(ask, "dialogDelete");
    QTRY_COMPARE(m_connection->editable.providers.size(), 1);
    QTRY_COMPARE(closed.count(), 1);
}

void tst_EditorPages::composesACollectionByKeys()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("new:c"));
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClicks(field(page, QStringLiteral("name")), QStringLiteral("Gate for release"));
    QTest::keyClicks(field(page, QStringLiteral("category")), QStringLiteral("release"));
    QVERIFY(page->focusFind());
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("facts"));
    auto *tree = page->findChild<QTreeView *>(QStringLiteral("entryTree"));
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Down);
    QTest::keyClick(tree, Qt::Key_Down);
    QTest::keyClick(tree, Qt::Key_Return);
    auto *search = page->findChild<QLineEdit *>(QStringLiteral("entrySearch"));
    search->clear();
    QTest::keyClicks(search, QStringLiteral("sweep"));
    tree->setFocus();
    tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    QTest::keyClick(tree, Qt::Key_Return);
    auto *table = page->findChild<QTableView *>(QStringLiteral("rowsTable"));
    QCOMPARE(table->model()->rowCount(), 2);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier); // the second one goes first
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("sweep"));
    retype(page, QStringLiteral("benchmarks/0/weight"), QStringLiteral("3"));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(table->model()->rowCount(), 3);
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(table->model()->rowCount(), 2);
    QTest::keyClick(page, Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(m_connection->editable.collections.size(), 2);
    const Collection &made = m_connection->editable.collections.last();
    QCOMPARE(made.benchmarks.size(), 2);
    QCOMPARE(made.benchmarks.first().id, QStringLiteral("sweep"));
    QCOMPARE(made.benchmarks.first().weight, std::optional(3.0));
    QCOMPARE(made.benchmarks.last().primaryScore->metric, QStringLiteral("accuracy"));
}

void tst_EditorPages::matchesThatComeLaterAreOpen()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    auto *tree = page->findChild<QTreeView *>(QStringLiteral("entryTree"));
    page->findChild<QLineEdit *>(QStringLiteral("entrySearch"))->setText(QStringLiteral("late one"));
    QCOMPARE(tree->model()->rowCount(), 0);
    Provider provider;
    provider.resource.id = QStringLiteral("later");
    provider.benchmarks.resize(1);
    provider.benchmarks[0].id = QStringLiteral("late one");
    m_connection->editable.providers << provider;
    m_catalogue->refresh(); // somebody made it meanwhile
    QTRY_COMPARE(tree->model()->rowCount(), 1);
    QVERIFY(tree->isExpanded(tree->model()->index(0, 0)));
}

void tst_EditorPages::benchmarksAreDraggedIn()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    auto *tree = page->findChild<QTreeView *>(QStringLiteral("entryTree"));
    auto *table = page->findChild<QTableView *>(QStringLiteral("rowsTable"));
    const QModelIndex speed = tree->model()->index(1, 0);
    const std::unique_ptr<QMimeData> dragged(tree->model()->mimeData({tree->model()->index(0, 0, speed), tree->model()->index(1, 0, speed)}));
    QVERIFY(table->model()->canDropMimeData(dragged.get(), Qt::CopyAction, 1, 0, {}));
    QVERIFY(table->model()->dropMimeData(dragged.get(), Qt::CopyAction, 1, 0, {}));
    QCOMPARE(table->model()->rowCount(), 6);
    QCOMPARE(table->model()->index(1, 0).data().toString(), QStringLiteral("sweep"));
    QVERIFY(table->model()->index(2, 3).data().toString().contains(QStringLiteral("↓")));
    page->session().model().undoStack().undo();
    QCOMPARE(table->model()->rowCount(), 4);
}

void tst_EditorPages::manyGatesAtOnce()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    tab(page, 1);
    auto *table = page->findChild<QTableView *>(QStringLiteral("rowsTable"));
    table->setFocus();
    table->selectAll();
    const QModelIndex gate = table->model()->index(1, 4);
    table->selectionModel()->setCurrentIndex(gate, QItemSelectionModel::NoUpdate);
    table->edit(gate);
    auto *editor = table->viewport()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("0.7"));
    QTest::keyClick(editor, Qt::Key_Return);
    for (int row = 0; row < 4; ++row)
        QTRY_COMPARE(page->session().model().value(QStringLiteral("benchmarks/%1/pass_criteria/threshold").arg(row)).toDouble(), 0.7);
    QCOMPARE(page->session().model().undoStack().count(), 1);
}

void tst_EditorPages::theDoctorMends()
{
    m_connection->editable.collections.first().benchmarks.first().passCriteria = PassCriteria{50, {}}; // of an accuracy from 0 to 1
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    auto *list = page->findChild<QListView *>(QStringLiteral("problemList"));
    QTRY_VERIFY(list->isVisible() && list->model()->rowCount() > 0);
    press(page, "quickFix");
    QVERIFY(page->session().model().value(QStringLiteral("benchmarks/0/pass_criteria/threshold")).toDouble() <= 1);
    page->session().model().undoStack().undo();
    QCOMPARE(page->session().model().value(QStringLiteral("benchmarks/0/pass_criteria/threshold")).toDouble(), 50.0);
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY(field(page, QStringLiteral("benchmarks/0/pass_criteria/threshold"))->isVisible());
    // The window's list of problems does the same from outside.
    page->findChild<QTabWidget *>(QStringLiteral("editorTabs"))->setCurrentIndex(0);
    page->goToProblem(0);
    QTRY_VERIFY(field(page, QStringLiteral("benchmarks/0/pass_criteria/threshold"))->isVisible());
    QCOMPARE(page->problems()->index(0, 0).data(ProblemListModel::SeverityRole).toInt(), int(Severity::Error));
    QVERIFY(page->canFixProblems() && page->fixProblem(0));
    QVERIFY(page->session().model().value(QStringLiteral("benchmarks/0/pass_criteria/threshold")).toDouble() <= 1);
}

void tst_EditorPages::versionsComeBack()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    retype(page, QStringLiteral("category"), QStringLiteral("second"));
    press(page, "editorSave");
    QTest::keyClick(dialog(page, "saveDialog"), Qt::Key_Return);
    QTRY_VERIFY(!page->session().model().isDirty());
    page->findChild<QAction *>(QStringLiteral("editorVersions"))->trigger();
    QDialog *versions = dialog(page, "versionsDialog");
    auto *list = versions->findChild<QListWidget *>(QStringLiteral("versionList"));
    QCOMPARE(list->count(), 1);
    list->setCurrentRow(0);
    QCOMPARE(versions->findChild<QListWidget *>(QStringLiteral("changeList"))->item(0)->text(), QStringLiteral("Category: starter → second"));
    press(versions, "dialogTake");
    QCOMPARE(page->session().model().value(QStringLiteral("category")).toString(), QStringLiteral("starter"));
    QVERIFY(page->session().model().isDirty());
}

void tst_EditorPages::unsavedWorkComesBack()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    retype(page, QStringLiteral("category"), QStringLiteral("half"));
    m_window = std::make_unique<QWidget>(); // the window goes away
    QCOMPARE(m_drafts->contents.size(), 1);
    page = openCollection(QStringLiteral("starter-v1"));
    QTRY_COMPARE(page->session().model().value(QStringLiteral("category")).toString(), QStringLiteral("half"));
    QVERIFY(page->session().model().isDirty());
    QCOMPARE(m_connection->editable.collections.first().category, QStringLiteral("starter"));
}

void tst_EditorPages::brokenTextIsNotSaved()
{
    CollectionEditorPage *page = openCollection(QStringLiteral("starter-v1"));
    QTest::mouseClick(page->findChild<QToolButton *>(QStringLiteral("viewYaml")), Qt::LeftButton);
    auto *text = page->findChild<QPlainTextEdit *>(QStringLiteral("yamlText"));
    QTRY_VERIFY(text->isVisible());
    text->setFocus();
    text->moveCursor(QTextCursor::Start);
    QTest::keyClicks(text, QStringLiteral("name: ["));
    QTRY_VERIFY(page->findChild<QLabel *>(QStringLiteral("yamlProblem"))->isVisible());
    QVERIFY(!page->findChild<QPushButton *>(QStringLiteral("editorSave"))->isEnabled());
}

void tst_EditorPages::everyControlHasAName()
{
    ProviderEditorPage *provider = openProvider(QStringLiteral("guidellm"));
    CollectionEditorPage *collection = openCollection(QStringLiteral("starter-v1"));
    for (QWidget *page : {static_cast<QWidget *>(provider), static_cast<QWidget *>(collection)}) {
        for (int i = 0; i < page->findChild<QTabWidget *>(QStringLiteral("editorTabs"))->count(); ++i) {
            tab(page, i);
            if (auto *table = page->findChild<QTableView *>(QStringLiteral("rowsTable")); table->isVisible())
                table->selectRow(0);
            const QStringList nameless = test::namelessControls(*page);
            QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
        }
    }
}

void tst_EditorPages::pictures_data()
{
    QTest::addColumn<bool>("collection");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<int>("tab");
    QTest::addColumn<bool>("german");
    QTest::addColumn<int>("zoom");
    QTest::addRow("provider-general") << false << "guidellm" << 0 << false << 100;
    QTest::addRow("provider-runtime") << false << "guidellm" << 1 << false << 100;
    QTest::addRow("provider-benchmarks") << false << "guidellm" << 3 << false << 100;
    QTest::addRow("provider-readonly") << false << "assay" << 3 << false << 100;
    QTest::addRow("provider-german") << false << "guidellm" << 1 << true << 100;
    QTest::addRow("provider-large") << false << "guidellm" << 0 << false << 200;
    QTest::addRow("collection-general") << true << "starter-v1" << 0 << false << 100;
    QTest::addRow("collection-benchmarks") << true << "starter-v1" << 1 << false << 100;
    QTest::addRow("collection-german") << true << "starter-v1" << 1 << true << 100;
    QTest::addRow("collection-large") << true << "starter-v1" << 1 << false << 200;
    QTest::addRow("collection-yaml") << true << "starter-v1" << -1 << false << 100;
}

void tst_EditorPages::pictures()
{
    QFETCH(bool, collection);
    QFETCH(QString, subject);
    QFETCH(int, tab);
    QFETCH(bool, german);
    QFETCH(int, zoom);
    Provider &speed = m_connection->editable.providers[1];
    speed.description = QStringLiteral("Load tests of inference servers: throughput, latency and time to the first token at rising request rates.");
    speed.runtime = Runtime{K8sRuntime{QStringLiteral("quay.io/eval-hub/guidellm:1.2"), {QStringLiteral("python"), QStringLiteral("main.py")},
                                       {}, QStringLiteral("500m"), {}, {}, {}, {}, {}, {}},
                            LocalRuntime{QStringLiteral("python -m guidellm_adapter"), {EnvVar{QStringLiteral("LOG_LEVEL"), QStringLiteral("info"), {}}}, {}}, {}};
    m_connection->editable.collections.first().benchmarks[1].passCriteria = PassCriteria{60, {}};
    m_connection->editable.collections.first().benchmarks[2].weight = 2;
    QTranslator translator;
    if (german) {
        QVERIFY(translator.load(QStringLiteral(":/i18n/assay_de.qm")));
        QCoreApplication::installTranslator(&translator);
    }
    const QFont before = QApplication::font();
    applyZoom(*qApp, before.pointSizeF(), zoom);
    EditorPage *page = collection ? static_cast<EditorPage *>(openCollection(subject)) : openProvider(subject);
    page->setAutoFillBackground(true);
    if (tab < 0)
        page->restoreState({{QStringLiteral("yaml"), true}});
    else
        this->tab(page, tab);
    auto *table = page->findChild<QTableView *>(QStringLiteral("rowsTable"));
    if (table->isVisible())
        table->selectRow(1);
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents();
    test::savePictures(*page, QStringLiteral("editor-") + QString::fromLatin1(QTest::currentDataTag()));
    QApplication::setFont(before);
    QCoreApplication::removeTranslator(&translator);
    QVERIFY(QFile::exists(test::artifact("/editor-%1-dark.png").arg(QString::fromLatin1(QTest::currentDataTag()))));
}

ASSAY_TEST(tst_EditorPages)
#include "tst_EditorPages.moc"
