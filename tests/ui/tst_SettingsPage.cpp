#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/core/Async.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/settings/SettingsPage.h"
#include "ui/shell/Appearance.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyle>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace assay;
using namespace assay::test;

/// The page of settings over a real file, with two commands and two places.
class tst_SettingsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void everySettingHasARow();
    void countsAtOnce();
    void tellsWhatCannotBe();
    void appearanceFollows();
    void searches();
    void keysAreChosenByPressingThem();
    void keysOfAnotherAreNotTaken();
    void asksBeforeItDeletes();
    void everyControlHasAName();
    void pictures_data();
    void pictures();

private:
    template<typename T>
    T *find(const QString &name) { return m_page->findChild<T *>(name); }
    QLabel *problemOf(const QString &row) { return find<QWidget>(QStringLiteral("row:") + row)->findChild<QLabel *>(QStringLiteral("settingProblem")); }
    QToolButton *resetOf(const QString &row) { return find<QWidget>(QStringLiteral("row:") + row)->findChild<QToolButton *>(QStringLiteral("settingReset")); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ShortcutTable> m_shortcuts;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<SettingsPage> m_page;
    int m_cleared = 0;
};

void tst_SettingsPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SettingsStore>(m_folder->filePath(QStringLiteral("window.ini")));
    m_settings->setValue(QStringLiteral("appearance/theme"), QStringLiteral("light"));
    m_settings->setValue(QStringLiteral("appearance/language"), QStringLiteral("en"));
    m_shortcuts = std::make_unique<ShortcutTable>(*m_settings);
    m_shortcuts->add(QStringLiteral("newJob"), [] { return QStringLiteral("New Job…"); }, {QKeySequence(Qt::CTRL | Qt::Key_N)});
    m_shortcuts->add(QStringLiteral("palette"), [] { return QStringLiteral("Search or Command…"); },
                     {QKeySequence(Qt::CTRL | Qt::Key_K), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)});
    m_appearance = std::make_unique<Appearance>(*qobject_cast<QApplication *>(qApp), *m_settings);
    m_appearance->apply();
    m_cleared = 0;
    const QList<StoredPlace> places{
        {QStringLiteral("drafts"), [] { return QStringLiteral("Drafts"); }, [] { return QStringLiteral("Work that was not saved."); }, m_folder->path(),
         [this] { ++m_cleared; return readyFuture<Done>(Done{}); }, [] { return QStringLiteral("All drafts are deleted."); }},
        {QStringLiteral("keys"), [] { return QStringLiteral("Keys"); }, [] { return QStringLiteral("In the keychain."); }, {}}};
    m_page = std::make_unique<SettingsPage>(SettingsPageServices{*m_settings, *m_shortcuts, places});
    m_page->resize(1000, 760);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_SettingsPage::cleanup()
{
    m_page.reset();
    m_settings->reset(QStringLiteral("appearance/zoom"));
    m_settings->reset(QStringLiteral("appearance/reducedMotion"));
    m_settings->setValue(QStringLiteral("appearance/language"), QStringLiteral("en"));
    m_appearance.reset();
    m_shortcuts.reset();
    m_settings.reset();
}

void tst_SettingsPage::everySettingHasARow()
{
    for (const SettingInfo &info : settingInfos()) {
        auto *control = find<QWidget>(QStringLiteral("setting:") + info.key);
        QVERIFY2(control && !control->isHidden(), qPrintable(info.key));
    }
}

void tst_SettingsPage::countsAtOnce()
{
    auto *slots_ = find<QDoubleSpinBox>(QStringLiteral("setting:engine/slots"));
    QCOMPARE(slots_->text(), QStringLiteral("twice the processors"));
    QVERIFY(!resetOf(QStringLiteral("engine/slots"))->isEnabled());
    slots_->setFocus();
    slots_->selectAll();
    QTest::keyClicks(slots_, QStringLiteral("12"));
    QTest::keyClick(slots_, Qt::Key_Return);
    QCOMPARE(m_settings->number(QStringLiteral("engine/slots")), 12.0);
    QTest::mouseClick(resetOf(QStringLiteral("engine/slots")), Qt::LeftButton);
    QVERIFY(!m_settings->isDecided(QStringLiteral("engine/slots")));
    QCOMPARE(slots_->value(), 0.0);
    auto *policy = find<QComboBox>(QStringLiteral("setting:statistics/policy"));
    policy->setFocus();
    QTest::keyClick(policy, Qt::Key_Down);
    QCOMPARE(m_settings->text(QStringLiteral("statistics/policy")), QStringLiteral("lenient"));
    QSignalSpy restart(m_page.get(), &SettingsPage::engineRestartRequested);
    QTest::mouseClick(find<QPushButton>(QStringLiteral("engineRestart")), Qt::LeftButton);
    QCOMPARE(restart.size(), 1);
}

void tst_SettingsPage::tellsWhatCannotBe()
{
    auto *proxy = find<QLineEdit>(QStringLiteral("setting:network/proxy"));
    QTest::keyClicks(proxy, QStringLiteral("proxy"));
    QLabel *problem = problemOf(QStringLiteral("network/proxy"));
    QVERIFY(!problem->isHidden());
    QVERIFY2(problem->text().contains(QStringLiteral("http://proxy:3128")), qPrintable(problem->text())); // the fix
    QVERIFY(!m_settings->isDecided(QStringLiteral("network/proxy")));
    proxy->selectAll();
    QTest::keyClicks(proxy, QStringLiteral("http://here:31"));
    QVERIFY(problem->isHidden());
    QVERIFY(!m_settings->isDecided(QStringLiteral("network/proxy"))); // half an address, as far as anyone knows
    QTest::keyClicks(proxy, QStringLiteral("28"));
    QTest::keyClick(proxy, Qt::Key_Return);
    QVERIFY(problem->isHidden());
    QCOMPARE(m_settings->text(QStringLiteral("network/proxy")), QStringLiteral("http://here:3128"));
}

void tst_SettingsPage::appearanceFollows()
{
    const double before = QApplication::font().pointSizeF();
    find<QDoubleSpinBox>(QStringLiteral("setting:appearance/zoom"))->stepBy(5);
    QCOMPARE(QApplication::font().pointSizeF(), before * 1.5);
    auto *theme = find<QComboBox>(QStringLiteral("setting:appearance/theme"));
    theme->setCurrentIndex(theme->findData(QStringLiteral("contrast")));
    QCOMPARE(QApplication::palette().color(QPalette::Base), QColor(Qt::black));
    QTRY_COMPARE(&themeTokens(m_page.get()), &contrastTokens());
    QVERIFY(QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0);
    QTest::keyClick(find<QWidget>(QStringLiteral("setting:appearance/reducedMotion")), Qt::Key_Space);
    QCOMPARE(QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
}

void tst_SettingsPage::searches()
{
    m_page->focusFind();
    auto *search = find<QLineEdit>(QStringLiteral("settingsSearch"));
    QTest::keyClicks(search, QStringLiteral("folders"));
    QVERIFY(find<QWidget>(QStringLiteral("setting:engine/keepFoldersDays"))->isVisible());
    QVERIFY(!find<QWidget>(QStringLiteral("setting:engine/slots"))->isVisible());
    auto *title = find<QWidget>(QStringLiteral("row:engine/keepFoldersDays"))->findChild<QLabel *>(QStringLiteral("settingTitle"));
    QVERIFY2(title->text().contains(QStringLiteral(">folders</b>")), qPrintable(title->text())); // shown where
    savePictures(*m_page, QStringLiteral("settings-search"));
    search->clear();
    QVERIFY(!title->text().contains(QStringLiteral("</b>")));
    QTest::keyClicks(search, QStringLiteral("no such thing"));
    auto *all = m_page->findChildren<QPushButton *>().last();
    for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
        if (button->text() == QLatin1String("Show All"))
            all = button;
    }
    QVERIFY(all->isVisible());
    savePictures(*m_page, QStringLiteral("settings-nothing"));
    QTest::mouseClick(all, Qt::LeftButton);
    QVERIFY(search->text().isEmpty());
    QVERIFY(find<QWidget>(QStringLiteral("setting:engine/slots"))->isVisibleTo(m_page.get()));
    m_page->restoreState({{QStringLiteral("search"), QStringLiteral("Shortcuts")}}); // a whole group by its name
    QVERIFY(find<QWidget>(QStringLiteral("keys:newJob"))->isVisibleTo(m_page.get()));
    QVERIFY(!find<QWidget>(QStringLiteral("setting:engine/slots"))->isVisibleTo(m_page.get()));
}

void tst_SettingsPage::keysAreChosenByPressingThem()
{
    auto *keys = find<QKeySequenceEdit>(QStringLiteral("keys:newJob"));
    keys->setFocus();
    QTest::keyClick(keys, Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(m_shortcuts->keys(QStringLiteral("newJob")), QList<QKeySequence>{QKeySequence(Qt::CTRL | Qt::Key_J)});
    QVERIFY(resetOf(QStringLiteral("shortcuts/newJob"))->isEnabled());
    find<QLineEdit>(QStringLiteral("settingsSearch"))->setFocus();
    QTest::mouseClick(resetOf(QStringLiteral("shortcuts/newJob")), Qt::LeftButton);
    QCOMPARE(m_shortcuts->keys(QStringLiteral("newJob")), QList<QKeySequence>{QKeySequence(Qt::CTRL | Qt::Key_N)});
    QCOMPARE(keys->keySequence(), QKeySequence(Qt::CTRL | Qt::Key_N));
}

void tst_SettingsPage::keysOfAnotherAreNotTaken()
{
    auto *keys = find<QKeySequenceEdit>(QStringLiteral("keys:palette"));
    keys->setFocus();
    QTest::keyClick(keys, Qt::Key_N, Qt::ControlModifier);
    QLabel *problem = problemOf(QStringLiteral("shortcuts/palette"));
    QTRY_VERIFY(!problem->isHidden()); // the control waits a moment for a second combination
    QVERIFY2(problem->text().contains(QStringLiteral("New Job")), qPrintable(problem->text()));
    QCOMPARE(m_shortcuts->keys(QStringLiteral("palette")).size(), 2); // as before
    m_page->restoreState({{QStringLiteral("search"), QStringLiteral("Shortcuts")}});
    savePictures(*m_page, QStringLiteral("settings-conflict"));
    keys->clear(); // nothing in the way any more
    QTRY_VERIFY(problem->isHidden());
    QTRY_VERIFY(m_shortcuts->keys(QStringLiteral("palette")).isEmpty());
}

void tst_SettingsPage::asksBeforeItDeletes()
{
    QTest::mouseClick(find<QPushButton>(QStringLiteral("clear:drafts")), Qt::LeftButton);
    auto *box = find<QMessageBox>(QStringLiteral("clearQuestion"));
    QVERIFY(box && box->isVisible());
    QCOMPARE(m_cleared, 0);
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("clearYes")), Qt::LeftButton);
    QTRY_COMPARE(m_cleared, 1);
}

void tst_SettingsPage::everyControlHasAName()
{
    const QStringList nameless = namelessControls(*m_page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void tst_SettingsPage::pictures_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("zoom");
    QTest::addRow("english") << QStringLiteral("en") << 100;
    QTest::addRow("german") << QStringLiteral("de") << 100;
    QTest::addRow("large") << QStringLiteral("en") << 200;
}

void tst_SettingsPage::pictures()
{
    QFETCH(const QString, language);
    QFETCH(const int, zoom);
    m_settings->setValue(QStringLiteral("appearance/language"), language);
    m_settings->setValue(QStringLiteral("appearance/zoom"), zoom);
    QCoreApplication::processEvents();
    savePictures(*m_page, QStringLiteral("settings-%1-%2").arg(language).arg(zoom));
    m_settings->setValue(QStringLiteral("appearance/theme"), QStringLiteral("contrast"));
    QCoreApplication::processEvents();
    m_page->grab().save(test::artifact("/settings-%1-%2-contrast.png").arg(language).arg(zoom));
    // At every size, the widest row fits: nothing is reached by scrolling sideways only.
    QVERIFY(m_page->findChild<QScrollArea *>(QStringLiteral("settingsArea"))->widget()->minimumSizeHint().width() <= (zoom == 100 ? 1000 : 2000));
}

ASSAY_TEST(tst_SettingsPage)
#include "tst_SettingsPage.moc"
