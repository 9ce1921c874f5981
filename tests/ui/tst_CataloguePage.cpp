#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/catalogue/FacetBox.h"
#include "ui/theme/Theme.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace assay;

/// The list and the cards of collections.
class tst_CataloguePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cards();
    void keysGoThroughTheGrid();
    void listAndCardsShareTheChoice();
    void theViewIsRemembered();
    void facetsCount();
    void providersAreCountedByWhatTheyHave();
    void matchesAreOpen();
    void tabPassesWhatStandsBeforeTheView();
    void emptyStates();
    void everyControlHasAName();
    void pictures_data();
    void pictures();

private:
    std::unique_ptr<CataloguePage> open(CataloguePage::Show show = CataloguePage::Show::Collections);
    void load();
    template<typename T>
    T *part(QWidget &page, const char *name) { return page.findChild<T *>(QLatin1String(name)); }

    std::unique_ptr<test::FakeCatalogueService> m_service;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<CollectionListModel> m_collections;
};

static Collection collection(const QString &id, const QString &category, const QStringList &tags, bool builtIn)
{
    Collection made = test::sampleCollections().first();
    made.resource.id = id;
    made.resource.owner = builtIn ? QStringLiteral("system") : QString();
    made.name = id;
    made.category = category;
    made.tags = tags;
    return made;
}

void tst_CataloguePage::init()
{
    m_service = std::make_unique<test::FakeCatalogueService>();
    m_service->providers = test::sampleProviders();
    m_service->providers[0].resource.owner = QStringLiteral("system");
    m_service->collections = {collection(QStringLiteral("Leaderboard"), QStringLiteral("general"), {QStringLiteral("public"), QStringLiteral("large")}, true),
                              collection(QStringLiteral("Safety"), QStringLiteral("safety"), {QStringLiteral("public")}, true),
                              collection(QStringLiteral("Release gate"), QStringLiteral("release"), {QStringLiteral("team")}, false),
                              collection(QStringLiteral("Nightly"), QStringLiteral("release"), {QStringLiteral("team"), QStringLiteral("large")}, false)};
    Collection &nightly = m_service->collections.last();
    nightly.derivedFrom = QStringLiteral("release-gate-v1");
    nightly.passCriteria.reset();
    nightly.benchmarks[0].weight = 3;
    BenchmarkRef perplexity;
    perplexity.providerId = QStringLiteral("guidellm");
    perplexity.id = QStringLiteral("perplexity"); // its metric is the provider's
    perplexity.weight = 2;
    nightly.benchmarks << perplexity;
    m_catalogue = std::make_unique<CatalogueModel>(*m_service);
    m_collections = std::make_unique<CollectionListModel>(*m_service);
    m_collections->setLookup([this](const QString &provider, const QString &id) { return m_catalogue->benchmark(provider, id); });
}

void tst_CataloguePage::load()
{
    m_catalogue->refresh();
    m_collections->refresh();
    QTRY_COMPARE(m_catalogue->load(), LoadState::Ready);
    QTRY_COMPARE(m_collections->load(), LoadState::Ready);
}

std::unique_ptr<CataloguePage> tst_CataloguePage::open(CataloguePage::Show show)
{
    auto page = std::make_unique<CataloguePage>(show, *m_catalogue, *m_collections);
    page->resize(1280, 860);
    page->show();
    return page;
}

void tst_CataloguePage::cards()
{
    load();
    const auto text = [this](int row, int role) { return m_collections->index(row, 0).data(role).toString(); };
    QCOMPARE(text(3, CollectionListModel::SizeTextRole), QStringLiteral("5 benchmark(s)")); // plurals are a translation
    // Weights 3, 1, 1, 1 of accuracy and 2 of the provider's perplexity.
    QCOMPARE(text(3, CollectionListModel::MetricsTextRole), QStringLiteral("Accuracy 75 % · Perplexity 25 %"));
    QCOMPARE(text(3, CollectionListModel::GateTextRole), QStringLiteral("Gate: score ≥ 0.5 (default)"));
    QCOMPARE(text(3, CollectionListModel::SourceTextRole), QStringLiteral("own, copied from release-gate-v1"));
    QCOMPARE(text(0, CollectionListModel::GateTextRole), QStringLiteral("Gate: score ≥ 0.5"));
    QCOMPARE(text(0, CollectionListModel::SourceTextRole), QStringLiteral("built-in"));
    const QString spoken = text(3, Qt::AccessibleTextRole);
    for (const char *word : {"Nightly", "release", "team, large", "5 benchmark", "Perplexity 25 %", "own, copied from"})
        QVERIFY2(spoken.contains(QLatin1String(word)), qPrintable(spoken));
}

void tst_CataloguePage::keysGoThroughTheGrid()
{
    load();
    const auto page = open();
    QTest::mouseClick(part<QToolButton>(*page, "catalogueAsCards"), Qt::LeftButton);
    auto *cards = part<QListView>(*page, "catalogueCards");
    page->resize(800, 860); // so that there are two rows
    QTRY_VERIFY(cards->isVisible() && cards->gridSize().width() * 4 > cards->width());
    QSignalSpy opened(page.get(), &DocumentPage::openRequested);
    cards->setFocus();
    cards->setCurrentIndex(cards->model()->index(0, 0));
    QTest::keyClick(cards, Qt::Key_Right);
    QCOMPARE(cards->currentIndex().data().toString(), QStringLiteral("Safety"));
    // Below the first card of the row is the first one of the next row.
    const QRect first = cards->visualRect(cards->model()->index(0, 0));
    int below = 1;
    while (below < 4 && cards->visualRect(cards->model()->index(below, 0)).left() != first.left())
        ++below;
    QVERIFY(below > 1 && below < 4); // columns and rows
    QTest::keyClick(cards, Qt::Key_Left);
    QTest::keyClick(cards, Qt::Key_Down);
    QCOMPARE(cards->currentIndex().row(), below);
    QTest::keyClick(cards, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(1).toString(), cards->currentIndex().data().toString());
    // The benchmarks of the chosen card are listed below.
    QCOMPARE(part<QTableView>(*page, "entryTable")->model()->rowCount(), m_collections->collection(below).benchmarks.size());
}

void tst_CataloguePage::listAndCardsShareTheChoice()
{
    load();
    const auto page = open();
    auto *list = part<QTableView>(*page, "catalogueView");
    list->selectRow(2);
    QTest::mouseClick(part<QToolButton>(*page, "catalogueAsCards"), Qt::LeftButton);
    auto *cards = part<QListView>(*page, "catalogueCards");
    QVERIFY(cards->selectionModel()->isSelected(cards->model()->index(2, 0)));
    QTest::mouseClick(cards->viewport(), Qt::LeftButton, {}, cards->visualRect(cards->model()->index(1, 0)).center());
    QTest::mouseClick(part<QToolButton>(*page, "catalogueAsList"), Qt::LeftButton);
    QVERIFY(list->isVisible());
    QVERIFY(list->selectionModel()->isRowSelected(1, {})); // the whole row, not its first cell
    QVERIFY(part<QPushButton>(*page, "catalogueOpen")->isEnabled());
}

void tst_CataloguePage::theViewIsRemembered()
{
    load();
    auto page = open();
    QTest::mouseClick(part<QToolButton>(*page, "catalogueAsCards"), Qt::LeftButton);
    const QVariantMap state = page->saveState();
    page = open();
    QVERIFY(!part<QListView>(*page, "catalogueCards")->isVisible());
    page->restoreState(state);
    QVERIFY(part<QListView>(*page, "catalogueCards")->isVisible());
}

void tst_CataloguePage::facetsCount()
{
    load();
    const auto page = open();
    auto *category = part<FacetBox>(*page, "catalogueCategory"), *tag = part<FacetBox>(*page, "catalogueTag"), *scope = part<FacetBox>(*page, "catalogueScope");
    auto *rows = part<QTableView>(*page, "catalogueView")->model();
    const auto texts = [](FacetBox *box) {
        QStringList all;
        for (int i = 0; i < box->count(); ++i)
            all << box->itemText(i);
        return all;
    };
    QCOMPARE(texts(category), (QStringList{QStringLiteral("All Categories"), QStringLiteral("general (1)"), QStringLiteral("release (2)"), QStringLiteral("safety (1)")}));
    QCOMPARE(texts(tag), (QStringList{QStringLiteral("All Tags"), QStringLiteral("large (2)"), QStringLiteral("public (2)"), QStringLiteral("team (2)")}));
    QCOMPARE(texts(scope), (QStringList{QStringLiteral("All"), QStringLiteral("Built-in (2)"), QStringLiteral("Own (2)")}));
    tag->choose(QStringLiteral("large"));
    QCOMPARE(rows->rowCount(), 2);
    QCOMPARE(texts(category), (QStringList{QStringLiteral("All Categories"), QStringLiteral("general (1)"), QStringLiteral("release (1)"), QStringLiteral("safety (0)")}));
    QCOMPARE(texts(tag).value(3), QStringLiteral("team (2)")); // its own choice does not count
    category->choose(QStringLiteral("release"));
    QCOMPARE(rows->rowCount(), 1);
    QCOMPARE(rows->index(0, 0).data().toString(), QStringLiteral("Nightly"));
    QTest::keyClicks(part<QLineEdit>(*page, "catalogueFilter"), QStringLiteral("safety"));
    QCOMPARE(rows->rowCount(), 0);
    QCOMPARE(category->chosen(), QStringLiteral("release")); // stays chosen with nothing left
}

void tst_CataloguePage::providersAreCountedByWhatTheyHave()
{
    load();
    const auto page = open(CataloguePage::Show::Providers);
    QVERIFY(!part<FacetBox>(*page, "catalogueTag")->isVisible());
    auto *scope = part<FacetBox>(*page, "catalogueScope");
    QTest::keyClicks(part<QLineEdit>(*page, "catalogueFilter"), QStringLiteral("perplexity"));
    QCOMPARE(scope->itemText(1), QStringLiteral("Built-in (0)"));
    QCOMPARE(scope->itemText(2), QStringLiteral("Own (1)"));
}

/// A provider is found for a benchmark, which is then to be seen.
void tst_CataloguePage::matchesAreOpen()
{
    m_service->providers << m_service->providers[1];
    m_service->providers.last().resource.id = QStringLiteral("other");
    load();
    const auto page = open(CataloguePage::Show::Providers);
    auto *tree = part<QTreeView>(*page, "catalogueView");
    tree->collapseAll();
    QTest::keyClicks(part<QLineEdit>(*page, "catalogueFilter"), QStringLiteral("arithmetic"));
    QCOMPARE(tree->model()->rowCount(), 1);
    QVERIFY(tree->isExpanded(tree->model()->index(0, 0)));
}

/// Who comes to the page with the Tab key meets its first control, whichever view is open.
void tst_CataloguePage::tabPassesWhatStandsBeforeTheView()
{
    load();
    const auto page = open();
    page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page.get()));
    part<QToolButton>(*page, "catalogueAsCards")->click();
    QVERIFY(!page->focusProxy());
    page->setFocus();
    QCOMPARE(QApplication::focusWidget(), part<QListView>(*page, "catalogueCards"));
    part<QToolButton>(*page, "catalogueAsList")->click();
    page->setFocus();
    QCOMPARE(QApplication::focusWidget(), part<QTableView>(*page, "catalogueView"));
}

void tst_CataloguePage::emptyStates()
{
    auto page = open();
    QTest::mouseClick(part<QToolButton>(*page, "catalogueAsCards"), Qt::LeftButton);
    load();
    QVERIFY(part<QListView>(*page, "catalogueCards")->isVisible());
    part<FacetBox>(*page, "catalogueTag")->choose(QStringLiteral("team"));
    part<FacetBox>(*page, "catalogueScope")->choose(QStringLiteral("1"));
    QVERIFY(!part<QListView>(*page, "catalogueCards")->isVisible());
    QPushButton *clear = nullptr;
    for (QPushButton *button : page->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == QLatin1String("Clear Search"))
            clear = button;
    }
    QVERIFY(clear);
    QTest::mouseClick(clear, Qt::LeftButton);
    QVERIFY(part<QListView>(*page, "catalogueCards")->isVisible());
    QCOMPARE(part<QListView>(*page, "catalogueCards")->model()->rowCount(), 4);
    m_service->collections.clear();
    load();
    QVERIFY(!part<QListView>(*page, "catalogueCards")->isVisible());
}

void tst_CataloguePage::everyControlHasAName()
{
    load();
    const auto page = open();
    for (const char *view : {"catalogueAsCards", "catalogueAsList"}) {
        QTest::mouseClick(part<QToolButton>(*page, view), Qt::LeftButton);
        const QStringList nameless = test::namelessControls(*page);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
    }
}

void tst_CataloguePage::pictures_data()
{
    QTest::addColumn<int>("zoom");
    QTest::addColumn<int>("width");
    QTest::addRow("cards") << 100 << 1280;
    QTest::addRow("cards-narrow") << 100 << 900;
    QTest::addRow("cards-large") << 200 << 1280;
}

void tst_CataloguePage::pictures()
{
    QFETCH(int, zoom);
    QFETCH(int, width);
    const QFont before = QApplication::font();
    applyZoom(*qApp, before.pointSizeF(), zoom);
    load();
    const auto page = open();
    page->setAutoFillBackground(true);
    page->resize(width, 860);
    page->restoreState({{QStringLiteral("cards"), true}});
    auto *cards = part<QListView>(*page, "catalogueCards");
    cards->setFocus();
    cards->setCurrentIndex(cards->model()->index(1, 0));
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents();
    test::savePictures(*page, QStringLiteral("catalogue-") + QString::fromLatin1(QTest::currentDataTag()));
    QApplication::setFont(before);
    QVERIFY(cards->isVisible());
}

ASSAY_TEST(tst_CataloguePage)
#include "tst_CataloguePage.moc"
