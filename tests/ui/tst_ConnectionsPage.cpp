#include "models/common/Roles.h"
#include "services/api/RequestLog.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/connections/ConnectedPage.h"
#include "ui/pages/connections/ConnectionForm.h"
#include "ui/pages/connections/ConnectionsPage.h"
#include "ui/shell/RequestsPanel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTranslator>

using namespace assay;
using namespace assay::test;
using State = ConnectionCheck::State;

namespace {

/// A page that says which connection it is about.
class InnerPage final : public DocumentPage {
public:
    InnerPage(Connection &of, QWidget *parent) : DocumentPage(parent), connection(of) { setFocusPolicy(Qt::StrongFocus); }
    QString kind() const override { return QStringLiteral("providers"); }
    QString title() const override { return QStringLiteral("Providers"); }
    QVariantMap saveState() const override { return {{QStringLiteral("of"), connection.id()}}; }
    bool canClose() override { return closable; }
    Connection &connection;
    bool closable = true;
};

} // namespace

/// The connections page, the page that lets its reader choose a connection, and the requests panel; by keys and clicks.
class tst_ConnectionsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void addsAConnection();
    void issuesStandBelowTheirFields();
    void fieldsFollowTheAuthentication();
    void themeLeavesWhatWasTyped();
    void keyIsAskedAgainForAnotherServer();
    void keychainTroubleOffersTheSession();
    void ladderShowsTheFix();
    void showsStateAndWhatIsMissing();
    void unsavedChangesComeBack();
    void closingAsks();
    void removingAsks();
    void colourAndGuard();
    void chooserAppearsWithTheSecond();
    void chooserMakesThePageAnew();
    void chooserKeepsAPageThatStays();
    void chooserPrefixesRuns();
    void chooserComesBackFromALayout();
    void requestsAreCopied();
    void everyControlHasAName();
    void pictures_data();
    void pictures();

private:
    void makePage();
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    QLineEdit *line(const char *name) { return find<QLineEdit>(name); }
    void click(const char *name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    QString issue(const char *field)
    {
        auto *label = find<QLabel>((QByteArray(field) + "Issue").constData());
        return label->isVisible() ? label->text() : QString();
    }
    UserMessage lastMessage() const { return m_messages.isEmpty() ? UserMessage() : m_messages.last(); }
    void choose(const QString &id);

    std::unique_ptr<FakeRegistry> m_fake;
    std::unique_ptr<ConnectionsPage> m_page;
    QList<UserMessage> m_messages;
    int m_sessionOnly = 0;
};

void tst_ConnectionsPage::init()
{
    m_messages.clear();
    m_sessionOnly = 0;
    ConnectionSettings prod = remoteSettings(QStringLiteral("prod"), QStringLiteral("Prod"));
    prod.auth = ConnectionSettings::Auth::Bearer;
    m_fake = std::make_unique<FakeRegistry>(QList<ConnectionSettings>{prod});
    makePage();
}

void tst_ConnectionsPage::makePage()
{
    m_page = std::make_unique<ConnectionsPage>(ConnectionsContext{m_fake->registry, [this] { ++m_sessionOnly; }});
    connect(m_page.get(), &DocumentPage::messageRequested, this, [this](const UserMessage &message) { m_messages << message; });
    m_page->resize(1240, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_ConnectionsPage::cleanup()
{
    m_page.reset();
    m_fake.reset();
}

void tst_ConnectionsPage::choose(const QString &id)
{
    auto *list = find<QTableView>("connectionList");
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const QModelIndex index = list->model()->index(row, 0);
        if (index.data(IdRole).toString() == id)
            QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualRect(index).center());
    }
}

void tst_ConnectionsPage::addsAConnection()
{
    QVERIFY(!line("connectionName")->isVisible()); // the engine of this computer has nothing to edit
    click("connectionAdd");
    QTRY_VERIFY(line("connectionName")->hasFocus());
    QTest::keyClicks(line("connectionName"), QStringLiteral("Lab"));
    QTest::keyClicks(line("connectionUrl"), QStringLiteral("http://lab.example.com:8080"));
    find<QComboBox>("connectionAuth")->setCurrentIndex(1);
    QTest::keyClicks(line("connectionSecret"), QStringLiteral("s3cret"));
    QCOMPARE(line("connectionSecret")->echoMode(), QLineEdit::Password);
    QCOMPARE(line("connectionTenant")->placeholderText(), QStringLiteral("The namespace")); // as its kind says
    QTest::keyClicks(line("connectionTenant"), QStringLiteral("team-a"));
    click("connectionSave");
    QTRY_VERIFY(m_fake->registry.settingsOf(QStringLiteral("lab")));
    const ConnectionSettings *saved = m_fake->registry.settingsOf(QStringLiteral("lab"));
    QCOMPARE(saved->kind, QStringLiteral("evalhub"));
    QCOMPARE(saved->tenant, QStringLiteral("team-a"));
    QVERIFY(saved->auth == ConnectionSettings::Auth::Bearer);
    QCOMPARE(m_fake->secrets.entries.value(QStringLiteral("connection/lab")).secret, QStringLiteral("s3cret"));
    QTRY_VERIFY(line("connectionSecret")->text().isEmpty()); // no longer on screen
    QCOMPARE(m_fake->remote(QStringLiteral("lab"))->opened, 1);
    QCOMPARE(lastMessage().text, QStringLiteral("“Lab” is saved."));
    QVERIFY(!find<QPushButton>("connectionSave")->isEnabled());
}

void tst_ConnectionsPage::issuesStandBelowTheirFields()
{
    click("connectionAdd");
    line("connectionUrl")->setFocus();
    QTest::keyClicks(line("connectionUrl"), QStringLiteral("lab"));
    QCOMPARE(issue("connectionUrl"), QString()); // still being typed
    line("connectionTenant")->setFocus();
    QTRY_COMPARE(issue("connectionUrl"), QStringLiteral("URL: this is not a web address; write it like https://evalhub.example.com:8080."));
    click("connectionSave");
    QCOMPARE(issue("connectionName"), QStringLiteral("Name: enter one, for example “Nightly cluster”."));
    QTRY_VERIFY(line("connectionName")->hasFocus());
    QCOMPARE(line("connectionName")->accessibleDescription(), issue("connectionName"));
    QTest::keyClicks(line("connectionName"), QStringLiteral("prod"));
    QCOMPARE(issue("connectionName"), QStringLiteral("Name: another connection is called “Prod”; choose a different name."));
    QCOMPARE(m_fake->registry.settings().size(), 1);
}

void tst_ConnectionsPage::fieldsFollowTheAuthentication()
{
    click("connectionAdd");
    const auto shown = [this] {
        QStringList names;
        for (const char *name : {"connectionHeader", "connectionCertificate", "connectionKeyFile", "connectionSecret"}) {
            if (line(name)->isVisible())
                names << QString::fromLatin1(name).mid(10);
        }
        return names.join(QLatin1Char(' '));
    };
    const QStringList expected{QString(), QStringLiteral("Secret"), QStringLiteral("Header Secret"), QStringLiteral("Certificate KeyFile Secret")};
    for (int i = 0; i < 4; ++i) {
        find<QComboBox>("connectionAuth")->setCurrentIndex(i);
        QCOMPARE(shown(), expected.at(i));
    }
    QVERIFY(!line("connectionProxy")->isVisible());
    find<QComboBox>("connectionProxyMode")->setCurrentIndex(2);
    QVERIFY(line("connectionProxy")->isVisible());
    click("connectionSave");
    QCOMPARE(issue("connectionProxy"), QStringLiteral("Proxy: enter its address, for example http://proxy.example.com:3128."));
}

/// A key never follows the user's connection to another server by itself.
/// Marks of colours are drawn anew in another theme; what was typed and chosen is left alone.
void tst_ConnectionsPage::themeLeavesWhatWasTyped()
{
    auto &application = *qobject_cast<QApplication *>(QCoreApplication::instance());
    click("connectionAdd");
    auto *auth = find<QComboBox>("connectionAuth");
    auth->setCurrentIndex(auth->findData(int(ConnectionSettings::Auth::Header)));
    line("connectionHeader")->setText(QStringLiteral("X-Own"));
    find<QComboBox>("connectionColour")->setCurrentIndex(2);
    QSignalSpy edited(m_page->findChild<ConnectionForm *>(), &ConnectionForm::edited);
    applyTheme(application, true);
    QCoreApplication::processEvents();
    applyTheme(application, false);
    QCoreApplication::processEvents();
    QCOMPARE(line("connectionHeader")->text(), QStringLiteral("X-Own"));
    QCOMPARE(auth->currentData().toInt(), int(ConnectionSettings::Auth::Header));
    QCOMPARE(find<QComboBox>("connectionColour")->currentIndex(), 2);
    QCOMPARE(edited.count(), 0);
}

void tst_ConnectionsPage::keyIsAskedAgainForAnotherServer()
{
    choose(QStringLiteral("prod"));
    line("connectionUrl")->setText(QStringLiteral("https://elsewhere.example.com"));
    click("connectionSave");
    QCOMPARE(issue("connectionSecret"),
             QStringLiteral("Key: the stored one is bound to https://prod.example.com:443; enter the key for https://elsewhere.example.com:443."));
    QTest::keyClicks(line("connectionSecret"), QStringLiteral("other"));
    click("connectionSave");
    QTRY_COMPARE(m_fake->secrets.entries.value(QStringLiteral("connection/prod")).origins, QStringList(QStringLiteral("https://elsewhere.example.com:443")));
}

void tst_ConnectionsPage::keychainTroubleOffersTheSession()
{
    choose(QStringLiteral("prod"));
    QTest::keyClicks(line("connectionSecret"), QStringLiteral("s3cret"));
    m_fake->secrets.failWith = Error{Error::Kind::Unauthorized, QStringLiteral("The keychain is locked."), {}, QStringLiteral("keychain_locked")};
    click("connectionSave");
    QTRY_COMPARE(m_messages.size(), 1);
    QCOMPARE(lastMessage().text, QStringLiteral("The connection is not saved. The keychain is locked."));
    QCOMPARE(lastMessage().actions.size(), 1);
    m_fake->secrets.failWith.reset();
    lastMessage().actions.first().run();
    QCOMPARE(m_sessionOnly, 1);
    QTRY_COMPARE(m_fake->secrets.entries.value(QStringLiteral("connection/prod")).secret, QStringLiteral("s3cret"));
}

void tst_ConnectionsPage::ladderShowsTheFix()
{
    choose(QStringLiteral("prod"));
    QTest::keyClicks(line("connectionSecret"), QStringLiteral("typed"));
    QVERIFY(!find<QTableView>("connectionLadder")->isVisible());
    click("connectionTest");
    QVERIFY(m_fake->tester);
    QCOMPARE(m_fake->tester->typed, std::optional(QStringLiteral("typed"))); // what is tested is what is on screen
    QVERIFY(find<QTableView>("connectionLadder")->isVisible());
    QVERIFY(!find<QPushButton>("connectionTest")->isEnabled());
    m_fake->tester->set(0, State::Passed, QStringLiteral("https://prod.example.com"));
    m_fake->tester->set(1, State::Passed, QStringLiteral("taken"));
    m_fake->tester->set(2, State::Failed, QStringLiteral("The server refuses the key (401)."), QStringLiteral("Enter a valid key."));
    m_fake->tester->finish(false);
    QCOMPARE(find<QLabel>("connectionSummary")->text(), QStringLiteral("✗ The test stops at “Key”. The server refuses the key (401). Enter a valid key."));
    QVERIFY(find<QPushButton>("connectionTest")->isEnabled());
    choose(QStringLiteral("local"));
    QVERIFY(!find<QTableView>("connectionLadder")->isVisible());
}

void tst_ConnectionsPage::showsStateAndWhatIsMissing()
{
    choose(QStringLiteral("prod"));
    FakeRemote *prod = m_fake->remote(QStringLiteral("prod"));
    prod->setState(Connection::State::Ready);
    QCOMPARE(find<QLabel>("connectionState")->text(), QStringLiteral("● Connected to EvalHub."));
    QVERIFY(find<QLabel>("connectionLacks")->text().contains(QStringLiteral("EvalHub does not expose single samples")));
    QVERIFY(!find<QPushButton>("connectionOpen")->isEnabled());
    prod->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("Nothing answers.")});
    QCOMPARE(find<QLabel>("connectionState")->text(), QStringLiteral("✗ Not reachable. Nothing answers."));
    click("connectionOpen");
    QCOMPARE(prod->opened, 1);
}

void tst_ConnectionsPage::unsavedChangesComeBack()
{
    choose(QStringLiteral("prod"));
    line("connectionTenant")->setText(QStringLiteral("team-b"));
    QTest::keyClicks(line("connectionSecret"), QStringLiteral("typed"));
    choose(QStringLiteral("local"));
    QCOMPARE(lastMessage().text, QStringLiteral("The changes to “Prod” are not saved."));
    lastMessage().actions.first().run();
    QCOMPARE(line("connectionTenant")->text(), QStringLiteral("team-b"));
    QCOMPARE(line("connectionSecret")->text(), QStringLiteral("typed"));
    QVERIFY(find<QPushButton>("connectionSave")->isEnabled());
    click("connectionAdd");
    line("connectionName")->setText(QStringLiteral("Half a name"));
    choose(QStringLiteral("prod"));
    QCOMPARE(lastMessage().text, QStringLiteral("The changes to “Half a name” are not saved."));
    lastMessage().actions.first().run();
    QCOMPARE(line("connectionName")->text(), QStringLiteral("Half a name"));
    QVERIFY(find<QPushButton>("connectionSave")->isEnabled());
    click("connectionRevert");
    choose(QStringLiteral("prod"));
    line("connectionTenant")->setText(QStringLiteral("team-c"));
    click("connectionRevert");
    QCOMPARE(line("connectionTenant")->text(), QString());
    QVERIFY(!find<QPushButton>("connectionSave")->isEnabled());
}

void tst_ConnectionsPage::closingAsks()
{
    QVERIFY(m_page->canClose());
    choose(QStringLiteral("prod"));
    QVERIFY(m_page->canClose());
    line("connectionTenant")->setText(QStringLiteral("team-b"));
    QVERIFY(!m_page->canClose());
    QSignalSpy close(m_page.get(), &DocumentPage::closeRequested);
    lastMessage().actions.last().run();
    QCOMPARE(close.size(), 1);
    QVERIFY(m_page->canClose());
}

void tst_ConnectionsPage::removingAsks()
{
    QVERIFY(!find<QPushButton>("connectionRemove")->isEnabled());
    choose(QStringLiteral("prod"));
    click("connectionRemove");
    QVERIFY(lastMessage().text.startsWith(QStringLiteral("Remove “Prod”?")));
    QCOMPARE(m_fake->registry.settings().size(), 1);
    lastMessage().actions.first().run();
    QTRY_COMPARE(m_fake->registry.settings().size(), 0);
    QVERIFY(!line("connectionName")->isVisible());
}

void tst_ConnectionsPage::colourAndGuard()
{
    choose(QStringLiteral("prod"));
    find<QComboBox>("connectionColour")->setCurrentIndex(3);
    QTest::mouseClick(find<QCheckBox>("connectionGuard"), Qt::LeftButton, Qt::NoModifier, QPoint(8, find<QCheckBox>("connectionGuard")->height() / 2));
    find<QSpinBox>("connectionAnswerSeconds")->setValue(45);
    click("connectionSave");
    QTRY_VERIFY(m_fake->registry.settingsOf(QStringLiteral("prod"))->guarded);
    QCOMPARE(m_fake->registry.settingsOf(QStringLiteral("prod"))->colour, 2);
    QCOMPARE(m_fake->registry.settingsOf(QStringLiteral("prod"))->answerSeconds, 45);
}

static ConnectedPage::Maker innerPages()
{
    return [](Connection &connection, QWidget *parent) { return new InnerPage(connection, parent); };
}

void tst_ConnectionsPage::chooserAppearsWithTheSecond()
{
    FakeRegistry fake;
    ConnectedPage page(fake.registry, QStringLiteral("providers"), innerPages());
    page.show();
    auto *picker = page.findChild<QComboBox *>(QStringLiteral("connectionPicker"));
    QVERIFY(!picker->isVisible());
    auto saved = fake.registry.save(remoteSettings({}, QStringLiteral("Lab")), {});
    QTRY_VERIFY(picker->isVisible());
    QCOMPARE(picker->currentText(), QStringLiteral("Local engine"));
}

void tst_ConnectionsPage::chooserMakesThePageAnew()
{
    ConnectedPage page(m_fake->registry, QStringLiteral("providers"), innerPages());
    page.show();
    const QPointer<DocumentPage> first = page.page();
    auto *picker = page.findChild<QComboBox *>(QStringLiteral("connectionPicker"));
    QTest::keyClick(picker, Qt::Key_Down);
    QVERIFY(!first);
    QCOMPARE(static_cast<InnerPage *>(page.page())->connection.id(), QStringLiteral("prod"));
    QCOMPARE(m_fake->remote(QStringLiteral("prod"))->opened, 1);
    auto gone = m_fake->registry.remove(QStringLiteral("prod"));
    QTRY_COMPARE(page.connectionId(), QStringLiteral("local"));
}

void tst_ConnectionsPage::chooserKeepsAPageThatStays()
{
    ConnectedPage page(m_fake->registry, QStringLiteral("providers"), innerPages());
    static_cast<InnerPage *>(page.page())->closable = false;
    QVERIFY(!page.choose(QStringLiteral("prod")));
    QCOMPARE(page.connectionId(), QStringLiteral("local"));
    QVERIFY(!page.choose(QStringLiteral("no-such")));
}

void tst_ConnectionsPage::chooserPrefixesRuns()
{
    ConnectedPage page(m_fake->registry, QStringLiteral("newjob"), innerPages());
    QSignalSpy opened(&page, &DocumentPage::openRequested);
    Q_EMIT page.page()->openRequested(QStringLiteral("run"), QStringLiteral("j1"));
    QVERIFY(page.choose(QStringLiteral("prod")));
    Q_EMIT page.page()->openRequested(QStringLiteral("run"), QStringLiteral("j1"));
    Q_EMIT page.page()->openRequested(QStringLiteral("newjob"), QString());
    QCOMPARE(opened.size(), 3);
    QCOMPARE(opened.at(0).at(1).toString(), QStringLiteral("j1"));
    QCOMPARE(opened.at(1).at(1).toString(), QStringLiteral("prod/j1"));
    QCOMPARE(opened.at(2).at(1).toString(), QString());
}

void tst_ConnectionsPage::chooserComesBackFromALayout()
{
    ConnectedPage page(m_fake->registry, QStringLiteral("providers"), innerPages());
    page.choose(QStringLiteral("prod"));
    const QVariantMap state = page.saveState();
    ConnectedPage again(m_fake->registry, QStringLiteral("providers"), innerPages());
    again.restoreState(state);
    QCOMPARE(again.connectionId(), QStringLiteral("prod"));
}

void tst_ConnectionsPage::requestsAreCopied()
{
    RequestLog log;
    RequestsPanel panel(log);
    panel.resize(1100, 260);
    panel.show();
    for (int i = 0; i < 30; ++i) {
        RequestRecord record;
        record.connection = QStringLiteral("Prod");
        record.started = QDateTime(QDate(2026, 1, 12), QTime(8, 0, i), Qt::UTC);
        record.method = i % 5 ? QStringLiteral("GET") : QStringLiteral("POST");
        record.origin = QStringLiteral("https://prod.example.com:443");
        record.path = QStringLiteral("/api/v1/evaluations/jobs/%1").arg(i);
        record.status = i % 7 == 6 ? 0 : i % 4 == 3 ? 404 : 200;
        record.bytes = 120 * i;
        record.ms = 8 + i;
        record.traceId = QStringLiteral("trace-%1").arg(i);
        record.headers = {{QStringLiteral("Authorization"), QStringLiteral("Bearer $ASSAY_KEY")}};
        log.add(record);
    }
    auto *table = panel.findChild<QTableView *>(QStringLiteral("requestsTable"));
    auto *curl = panel.findChild<QPushButton *>(QStringLiteral("requestsCurl"));
    QVERIFY(!curl->isEnabled());
    QTest::keyClicks(panel.findChild<QLineEdit *>(QStringLiteral("requestsFilter")), QStringLiteral("jobs/17"));
    QCOMPARE(table->model()->rowCount(), 1);
    table->selectRow(0);
    QSignalSpy copied(&panel, &RequestsPanel::copied);
    QTest::mouseClick(curl, Qt::LeftButton);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("jobs/17' \\\n  -H 'Authorization: Bearer '\"$ASSAY_KEY\"")));
    QTest::mouseClick(panel.findChild<QPushButton *>(QStringLiteral("requestsTrace")), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("trace-17"));
    QCOMPARE(copied.size(), 2);
    QCOMPARE(namelessControls(panel), QStringList());
    panel.findChild<QLineEdit *>(QStringLiteral("requestsFilter"))->clear();
    savePictures(panel, QStringLiteral("requests"));
    QTest::mouseClick(panel.findChild<QPushButton *>(QStringLiteral("requestsClear")), Qt::LeftButton);
    QCOMPARE(table->model()->rowCount(), 0);
}

void tst_ConnectionsPage::everyControlHasAName()
{
    choose(QStringLiteral("prod"));
    find<QComboBox>("connectionAuth")->setCurrentIndex(3);
    find<QComboBox>("connectionProxyMode")->setCurrentIndex(2);
    click("connectionTest");
    QCOMPARE(namelessControls(*m_page), QStringList());
}

void tst_ConnectionsPage::pictures_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("percent");
    QTest::addRow("english") << "en" << 100;
    QTest::addRow("german") << "de" << 100;
    QTest::addRow("large") << "de" << 200;
}

/// For people to look at: the engine, a form with its ladder, light and dark, in German and large.
void tst_ConnectionsPage::pictures()
{
    QFETCH(QString, language);
    QFETCH(int, percent);
    QTranslator translator;
    QVERIFY(translator.load(QStringLiteral(":/i18n/assay_%1.qm").arg(language)));
    QCoreApplication::installTranslator(&translator);
    const double points = QApplication::font().pointSizeF();
    applyZoom(*qobject_cast<QApplication *>(qApp), points, percent);
    ConnectionSettings lab = remoteSettings(QStringLiteral("lab"), QStringLiteral("Lab bench"));
    lab.colour = 1;
    ConnectionSettings prod = remoteSettings(QStringLiteral("prod"), QStringLiteral("Production"));
    prod.colour = 4;
    prod.guarded = true;
    prod.auth = ConnectionSettings::Auth::Bearer;
    prod.tenant = QStringLiteral("team-a");
    m_page.reset();
    m_fake = std::make_unique<FakeRegistry>(QList<ConnectionSettings>{lab, prod});
    makePage();
    const QString name = QStringLiteral("connections-") + QString::fromLatin1(QTest::currentDataTag());
    m_page->resize(percent == 200 ? QSize(1440, 1100) : QSize(1240, 860));
    savePictures(*m_page, name + QStringLiteral("-local"));
    m_fake->remote(QStringLiteral("lab"))->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("Nothing answers at http://lab:80.")});
    m_fake->remote(QStringLiteral("prod"))->setState(Connection::State::Ready);
    m_page->showConnection(QStringLiteral("prod"));
    click("connectionTest");
    m_fake->tester->set(0, State::Passed, QStringLiteral("https://prod.example.com"));
    m_fake->tester->set(1, State::Warned, QStringLiteral("Certificate issued by Example CA, valid until 2026-12-05."), QStringLiteral("It ends in 9 days; ask for its renewal."));
    m_fake->tester->set(2, State::Failed, QStringLiteral("The server refuses the key (401)."),
                        QStringLiteral("Enter a valid key; it may have expired or belong to another server."));
    m_fake->tester->finish(false);
    savePictures(*m_page, name);
    QVERIFY(QFile::exists(test::artifact("/%1-dark@2x.png").arg(name)));
    applyZoom(*qobject_cast<QApplication *>(qApp), points, 100);
    QCoreApplication::removeTranslator(&translator);
}

ASSAY_TEST(tst_ConnectionsPage)
#include "tst_ConnectionsPage.moc"
