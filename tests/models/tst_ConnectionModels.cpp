#include "models/connections/ConnectionCheckModel.h"
#include "models/connections/ConnectionListModel.h"
#include "models/connections/RequestLogModel.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using State = ConnectionCheck::State;

/// The list of connections, the ladder of a test, and the request log as tables.
class tst_ConnectionModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listFollowsTheRegistry();
    void listTellsStates_data();
    void listTellsStates();
    void unknownKindHasARow();
    void ladderAsItIsClimbed();
    void ladderForgetsTheOldTester();
    void logIsBounded();
    void logCells();
};

void tst_ConnectionModels::listFollowsTheRegistry()
{
    FakeRegistry fake({remoteSettings(QStringLiteral("prod"), QStringLiteral("Prod"))});
    ConnectionListModel model(fake.registry);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.idOf(0), QStringLiteral("local"));
    QCOMPARE(model.index(1, ConnectionListModel::NameColumn).data().toString(), QStringLiteral("Prod"));
    QCOMPARE(model.index(1, ConnectionListModel::AddressColumn).data().toString(), QStringLiteral("https://prod.example.com"));
    ConnectionSettings other = remoteSettings({}, QStringLiteral("Lab"));
    other.colour = 2;
    other.guarded = true;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    auto saved = fake.registry.save(other, {});
    QTRY_COMPARE(inserted.size(), 1);
    QCOMPARE(model.idOf(2), QStringLiteral("lab"));
    QCOMPARE(model.index(2, 0).data(ConnectionListModel::ColourRole).toInt(), 2);
    QCOMPARE(model.index(2, 0).data(ConnectionListModel::GuardedRole).toBool(), true);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    auto gone = fake.registry.remove(QStringLiteral("prod"));
    QTRY_COMPARE(removed.size(), 1);
    QCOMPARE(model.rowOf(QStringLiteral("prod")), -1);
    QCOMPARE(model.rowOf(QStringLiteral("lab")), 1);
}

void tst_ConnectionModels::listTellsStates_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("tone");
    QTest::addRow("idle") << int(Connection::State::Idle) << "○ Not connected" << int(Tone::Muted);
    QTest::addRow("connecting") << int(Connection::State::Connecting) << "◔ Connecting…" << int(Tone::Running);
    QTest::addRow("ready") << int(Connection::State::Ready) << "● Connected" << int(Tone::Pass);
    QTest::addRow("unreachable") << int(Connection::State::Unreachable) << "✗ Not reachable" << int(Tone::Error);
}

void tst_ConnectionModels::listTellsStates()
{
    QFETCH(int, state);
    QFETCH(QString, text);
    QFETCH(int, tone);
    FakeRegistry fake({remoteSettings(QStringLiteral("prod"), QStringLiteral("Prod"))});
    ConnectionListModel model(fake.registry);
    fake.remote(QStringLiteral("prod"))->setState(Connection::State::Connecting);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    fake.remote(QStringLiteral("prod"))->setState(Connection::State(state), Error{Error::Kind::Network, QStringLiteral("Nobody there.")});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 1);
    const QModelIndex cell = model.index(1, ConnectionListModel::StateColumn);
    QCOMPARE(cell.data().toString(), text);
    QCOMPARE(cell.data(ToneRole).toInt(), tone);
    if (state == int(Connection::State::Unreachable))
        QCOMPARE(cell.data(Qt::ToolTipRole).toString(), QStringLiteral("Nobody there."));
}

void tst_ConnectionModels::unknownKindHasARow()
{
    ConnectionSettings odd = remoteSettings(QStringLiteral("x"), QStringLiteral("Hologram"));
    odd.kind = QStringLiteral("hologram");
    FakeRegistry fake({odd});
    ConnectionListModel model(fake.registry);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.index(1, ConnectionListModel::StateColumn).data().toString(), QStringLiteral("– Not known to this version"));
}

void tst_ConnectionModels::ladderAsItIsClimbed()
{
    ConnectionCheckModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.summary().isEmpty());
    auto made = std::make_unique<FakeTester>();
    FakeTester *fake = made.get();
    model.setTester(std::move(made));
    fake->start({}, {});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, ConnectionCheckModel::StepColumn).data().toString(), QStringLiteral("○ Settings"));
    fake->set(0, State::Passed, QStringLiteral("fine"));
    fake->set(1, State::Running);
    QCOMPARE(model.summary(), QStringLiteral("▶ Connection…"));
    fake->set(1, State::Passed, QStringLiteral("taken"));
    fake->set(2, State::Failed, QStringLiteral("The server refuses the key (401)."), QStringLiteral("Enter a valid key."));
    fake->finish(false);
    QCOMPARE(model.summary(), QStringLiteral("✗ The test stops at “Key”. The server refuses the key (401). Enter a valid key."));
    QVERIFY(!model.passed());
    const QModelIndex cell = model.index(2, ConnectionCheckModel::ResultColumn);
    QCOMPARE(cell.data().toString(), QStringLiteral("The server refuses the key (401).\n→ Enter a valid key."));
    QCOMPARE(cell.data(ConnectionCheckModel::FixRole).toString(), QStringLiteral("Enter a valid key."));
    QCOMPARE(model.index(2, ConnectionCheckModel::StepColumn).data(ToneRole).toInt(), int(Tone::Error));
    QCOMPARE(model.index(1, ConnectionCheckModel::TimeColumn).data().toString(), QStringLiteral("13 ms"));
    fake->set(2, State::Warned, QStringLiteral("hm"));
    QCOMPARE(model.summary(), QStringLiteral("✓ The connection works."));
}

void tst_ConnectionModels::ladderForgetsTheOldTester()
{
    ConnectionCheckModel model;
    auto first = std::make_unique<FakeTester>();
    first->start({}, {});
    model.setTester(std::move(first));
    model.setTester(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.summary().isEmpty());
}

void tst_ConnectionModels::logIsBounded()
{
    RequestLog log(3);
    RequestLogModel model(log);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int i = 0; i < 7; ++i) {
        RequestRecord record;
        record.path = QStringLiteral("/%1").arg(i);
        log.add(record);
    }
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, RequestLogModel::PathColumn).data().toString(), QStringLiteral("/4"));
    QCOMPARE(model.index(2, RequestLogModel::PathColumn).data().toString(), QStringLiteral("/6"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void tst_ConnectionModels::logCells()
{
    RequestLog log;
    RequestLogModel model(log);
    RequestRecord record;
    record.connection = QStringLiteral("Prod");
    record.started = QDateTime(QDate(2026, 1, 12), QTime(8, 0, 0, 250), Qt::UTC);
    record.method = QStringLiteral("GET");
    record.origin = QStringLiteral("https://prod:443");
    record.path = QStringLiteral("/api/v1/health");
    record.status = 200;
    record.bytes = 2048;
    record.ms = 17;
    record.traceId = QStringLiteral("abc");
    log.add(record);
    record.status = 0;
    record.error = QStringLiteral("Connection refused");
    log.add(record);
    record.status = 404;
    record.error.clear();
    log.add(record);
    const auto cell = [&model](int row, int column) { return model.index(row, column); };
    QCOMPARE(cell(0, RequestLogModel::TimeColumn).data().toString(), record.started.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz")));
    QCOMPARE(cell(0, RequestLogModel::ConnectionColumn).data().toString(), QStringLiteral("Prod"));
    QCOMPARE(cell(0, RequestLogModel::StatusColumn).data().toString(), QStringLiteral("200"));
    QCOMPARE(cell(0, RequestLogModel::SizeColumn).data().toString(), QStringLiteral("2.0 KiB"));
    QCOMPARE(cell(0, RequestLogModel::DurationColumn).data().toString(), QStringLiteral("17 ms"));
    QCOMPARE(cell(0, RequestLogModel::TraceColumn).data().toString(), QStringLiteral("abc"));
    QCOMPARE(cell(0, RequestLogModel::StatusColumn).data(ToneRole).toInt(), int(Tone::Pass));
    QCOMPARE(cell(1, RequestLogModel::StatusColumn).data().toString(), QStringLiteral("✗ none"));
    QCOMPARE(cell(1, RequestLogModel::StatusColumn).data(ToneRole).toInt(), int(Tone::Error));
    QCOMPARE(cell(1, RequestLogModel::PathColumn).data(Qt::ToolTipRole).toString(), QStringLiteral("Connection refused"));
    QCOMPARE(cell(2, RequestLogModel::StatusColumn).data(ToneRole).toInt(), int(Tone::Warning));
    QVERIFY(cell(1, 0).data(RequestLogModel::SearchRole).toString().contains(QStringLiteral("refused")));
    QVERIFY(cell(0, 0).data(RequestLogModel::CurlRole).toString().contains(QStringLiteral("https://prod:443/api/v1/health")));
}

ASSAY_TEST(tst_ConnectionModels)
#include "tst_ConnectionModels.moc"
