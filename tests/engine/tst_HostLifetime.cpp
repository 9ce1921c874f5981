#include "services/engine/host/Lifetime.h"

#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace assay;
using namespace assay::engine;

namespace {

class FakeSystem : public System {
public:
    FileSystem fileSystem(const QString &) const override { return {}; }
    QString hostName() const override { return {}; }
    QString machineId() const override { return {}; }
    QString bootId() const override { return {}; }
    qint64 processId() const override { return 2; }
    qint64 parentProcessId() const override { return parent; }
    quint64 startTime(qint64) const override { return 0; }
    QByteArray randomBytes(int) const override { return {}; }
    bool dieWithParent(qint64 wanted) const override { return wanted == parent && parentLives; }
    void allowManyFiles() const override {}
    qint64 parent = 1;
    bool parentLives = true;
};

} // namespace

/// When the engine goes.
class tst_HostLifetime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leavesWhenIdle();
    void staysWhenTold();
    void stopsOnSignals();
    void goesWithItsParent();
    void goesWhenTheParentDiedBefore();

private:
    assay::test::StillClock m_clock;
    FakeSystem m_system;
};

void tst_HostLifetime::leavesWhenIdle()
{
    bool inUse = false;
    Lifetime lifetime({}, [&inUse] { return inUse; }, m_clock, m_system);
    QSignalSpy over(&lifetime, &Lifetime::over);
    m_clock.advance(599'000);
    lifetime.check();
    QCOMPARE(over.count(), 0);
    inUse = true;
    lifetime.check(); // used: the ten minutes begin anew
    inUse = false;
    m_clock.advance(599'000);
    lifetime.check();
    QCOMPARE(over.count(), 0);
    m_clock.advance(1000);
    lifetime.check();
    QCOMPARE(over.count(), 1);
    lifetime.check();
    QCOMPARE(over.count(), 1);
}

void tst_HostLifetime::staysWhenTold()
{
    Lifetime::Options options;
    options.stay = true;
    Lifetime lifetime(options, [] { return false; }, m_clock, m_system);
    QSignalSpy over(&lifetime, &Lifetime::over);
    m_clock.advance(86'400'000);
    lifetime.check();
    QCOMPARE(over.count(), 0);
}

void tst_HostLifetime::stopsOnSignals()
{
    for (const int signal : {SIGTERM, SIGINT}) {
        Lifetime lifetime({}, [] { return true; }, m_clock, m_system);
        QSignalSpy over(&lifetime, &Lifetime::over);
        ::raise(signal);
        QTRY_COMPARE(over.count(), 1);
    }
}

void tst_HostLifetime::goesWithItsParent()
{
    Lifetime::Options options;
    options.dieWithParent = true;
    Lifetime lifetime(options, [] { return true; }, m_clock, m_system);
    QSignalSpy over(&lifetime, &Lifetime::over);
    lifetime.check();
    QCOMPARE(over.count(), 0);
    m_system.parent = 99;
    lifetime.check();
    QCOMPARE(over.count(), 1);
    m_system.parent = 1;
}

void tst_HostLifetime::goesWhenTheParentDiedBefore()
{
    m_system.parentLives = false;
    Lifetime::Options options;
    options.dieWithParent = true;
    Lifetime lifetime(options, [] { return true; }, m_clock, m_system);
    QSignalSpy over(&lifetime, &Lifetime::over);
    QTRY_COMPARE(over.count(), 1);
    m_system.parentLives = true;
}

ASSAY_TEST(tst_HostLifetime)
#include "tst_HostLifetime.moc"
