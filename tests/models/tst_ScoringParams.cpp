#include "models/authoring/ScoringParams.h"
#include "services/authoring/AuthoredDraft.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// What a form makes of the parameters of scoring functions, and what it leaves alone.
class tst_ScoringParams : public QObject {
    Q_OBJECT

    static ScoringParams of(const char *json) { return *ScoringParams::of(scoringValue(QString::fromUtf8(json))); }

private Q_SLOTS:
    void readsAndWrites()
    {
        ScoringParams params = of(R"({"basic::equality":{"aggregation_functions":["median"],"type":"basic"},"team::x":{"more":{"a":1},"type":"llm_as_judge"}})");
        QCOMPARE(params.functions(), (QStringList{QStringLiteral("basic::equality"), QStringLiteral("team::x")}));
        QCOMPARE(params.type(QStringLiteral("team::x")), QStringLiteral("llm_as_judge"));
        QVariantMap entered = params.of(QStringLiteral("team::x"));
        entered.insert(QStringLiteral("judge_model"), QStringLiteral("m"));
        params.set(QStringLiteral("team::x"), entered);
        params.set(QStringLiteral("basic::equality"), {});
        QCOMPARE(scoringText(params.value()), QStringLiteral(R"({"team::x":{"judge_model":"m","more":{"a":1},"type":"llm_as_judge"}})"));
        params.remove(QStringLiteral("team::x"));
        QVERIFY(!params.value().isValid());
        QCOMPARE(scoringText(params.value()), QString());
    }

    void knownFunctionsHaveTheirType()
    {
        ScoringParams params = *ScoringParams::of(QVariant());
        QCOMPARE(params.type(QStringLiteral("basic::regex_parser_math_response")), QStringLiteral("regex_parser"));
        QCOMPARE(params.type(QStringLiteral("team::x")), QStringLiteral("basic"));
        params.set(QStringLiteral("llm-as-judge::base"), {{QStringLiteral("judge_model"), QStringLiteral("m")}});
        QCOMPARE(scoringText(params.value()), QStringLiteral(R"({"llm-as-judge::base":{"judge_model":"m","type":"llm_as_judge"}})"));
    }

    /// Only what the kinds share, and what no kind has, outlives another kind.
    void anotherKindKeepsWhatItShares()
    {
        ScoringParams params = of(R"({"team::x":{"aggregation_functions":["average"],"judge_model":"m","more":1,"type":"llm_as_judge"}})");
        params.setType(QStringLiteral("team::x"), QStringLiteral("regex_parser"));
        QCOMPARE(scoringText(params.value()), QStringLiteral(R"({"team::x":{"aggregation_functions":["average"],"more":1,"type":"regex_parser"}})"));
    }

    void whatIsNoObjectStaysText()
    {
        QVERIFY(!ScoringParams::of(scoringValue(QStringLiteral("{\"a\":"))));
        QVERIFY(!ScoringParams::of(scoringValue(QStringLiteral("{\"a\": 1}"))));
        QCOMPARE(scoringText(scoringValue(QStringLiteral("{\"a\":"))), QStringLiteral("{\"a\":"));
        QVERIFY(ScoringParams::of(scoringValue(QStringLiteral("  "))));
    }
};

ASSAY_TEST(tst_ScoringParams)

#include "tst_ScoringParams.moc"
