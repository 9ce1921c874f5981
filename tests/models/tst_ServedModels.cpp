#include "models/composer/ServedModelListModel.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeModelService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The models that a server asks itself, to be pointed at.
class tst_ServedModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void listsThoseThatChat();
    void onlyByCapability();
    void brokenListKeepsWhatIsThere();
    void asksAgainWhenItIsBack();

private:
    FakeModelService m_service;
    std::unique_ptr<FakeConnection> m_connection;
};

void tst_ServedModels::init()
{
    m_service.asked = 0;
    m_service.failWith.reset();
    m_service.served = { { QStringLiteral("my_model"), QStringLiteral("openai:gpt-4o-mini"), {},
                             QStringLiteral("Ready"), { QStringLiteral("tetris") } },
        { QStringLiteral("judge"), {}, {}, QStringLiteral("Error") },
        { QStringLiteral("bge"), {}, QStringLiteral("embedding") },
        { QStringLiteral("chat"), {}, QStringLiteral("llm") } };
    m_connection = std::make_unique<FakeConnection>();
    m_connection->modelService = &m_service;
    m_connection->abilities.items.insert(Capability::ListModels);
}

void tst_ServedModels::listsThoseThatChat()
{
    ServedModelListModel model(*m_connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.load(), LoadState::Loading);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(
        model.names(), QStringList({ QStringLiteral("my_model"), QStringLiteral("judge"), QStringLiteral("chat") }));
    QCOMPARE(model.index(0).data().toString(), QStringLiteral("my_model"));
    QCOMPARE(model.index(0).data(Qt::ToolTipRole).toString(),
        QStringLiteral("my_model · openai:gpt-4o-mini · Ready · looks into tetris"));
    QCOMPARE(model.index(1).data().toString(),
        QStringLiteral("judge · Error")); // a choice that would be refused says so before
    QCOMPARE(model.index(1).data(IdRole).toString(), QStringLiteral("judge"));
    QCOMPARE(model.index(1).data(ToneRole).toInt(), int(Tone::Warning));
    QCOMPARE(model.index(2).data(ToneRole).toInt(), int(Tone::Plain));
}

void tst_ServedModels::onlyByCapability()
{
    m_connection->abilities.items.remove(Capability::ListModels);
    ServedModelListModel without(*m_connection);
    QVERIFY(!without.offered());
    QCOMPARE(without.load(), LoadState::Idle);
    m_connection->abilities.items.insert(Capability::ListModels);
    m_connection->modelService = nullptr;
    ServedModelListModel none(*m_connection);
    QVERIFY(!none.offered());
    QCOMPARE(m_service.asked, 0);
}

void tst_ServedModels::brokenListKeepsWhatIsThere()
{
    ServedModelListModel model(*m_connection);
    QTRY_COMPARE(model.rowCount(), 3);
    m_service.failWith = Error { Error::Kind::Protocol, QStringLiteral("Write the model's name.") };
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.problem(), QStringLiteral("Write the model's name."));
    QCOMPARE(model.rowCount(), 3);
    m_service.failWith.reset();
    m_service.served.removeFirst();
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(model.problem(), QString());
}

void tst_ServedModels::asksAgainWhenItIsBack()
{
    m_connection->current = Connection::State::Connecting;
    ServedModelListModel model(*m_connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_service.asked, 0);
    m_connection->setState(Connection::State::Ready);
    QTRY_COMPARE(model.rowCount(), 3);
    QCOMPARE(m_service.asked, 1);
}

ASSAY_TEST(tst_ServedModels)
#include "tst_ServedModels.moc"
