#include "services/engine/runner/PromptTemplate.h"

#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;

class tst_PromptTemplate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fillsColumns()
    {
        const auto text = PromptTemplate::parse(QStringLiteral("{{ a }}-{{b}}{{a}}} {c} {{list}}|{{none}}|"));
        QVERIFY(text);
        QCOMPARE(text->columns(), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("list"), QStringLiteral("none")}));
        const auto row = nlohmann::json::parse(R"({"a": "x{{b}}", "b": 1.50, "list": ["p", 2], "none": null})");
        QCOMPARE(*text->render(row), QStringLiteral("x{{b}}-1.5x{{b}}} {c} [\"p\",2]||"));
    }

    void namesUnknownColumns()
    {
        const auto text = PromptTemplate::parse(QStringLiteral("{{qestion}}"));
        QVERIFY(text->render(nlohmann::json::object()).error().message.contains(QLatin1String("'qestion'")));
    }

    void refusesBrokenTemplates()
    {
        QVERIFY(PromptTemplate::parse(QStringLiteral("a {{b")).error().message.contains(QLatin1String("character 3")));
        QVERIFY(PromptTemplate::parse(QStringLiteral("{{ }}")).error().message.contains(QLatin1String("names no column")));
    }

    void asksInTurns()
    {
        PromptSpec spec;
        spec.system = QStringLiteral("Be brief.");
        spec.question = *PromptTemplate::parse(QStringLiteral("Q: {{q}}\nA:"));
        spec.targetColumn = QStringLiteral("a");
        spec.fewShot = {nlohmann::json{{"q", "1+1"}, {"a", 2}}};
        const nlohmann::json row{{"q", "2+2"}, {"a", 4}};
        const auto chat = renderPrompt(spec, row);
        QCOMPARE(chat->messages, (QList<ChatMessage>{{QStringLiteral("system"), QStringLiteral("Be brief.")},
                                                     {QStringLiteral("user"), QStringLiteral("Q: 1+1\nA:")},
                                                     {QStringLiteral("assistant"), QStringLiteral("2")},
                                                     {QStringLiteral("user"), QStringLiteral("Q: 2+2\nA:")}}));
        QCOMPARE(chat->readable(), QStringLiteral("system: Be brief.\n\nuser: Q: 1+1\nA:\n\nassistant: 2\n\nuser: Q: 2+2\nA:"));
        spec.chat = false;
        const auto completion = renderPrompt(spec, row);
        QCOMPARE(completion->text, QStringLiteral("Be brief.\n\nQ: 1+1\nA: 2\n\nQ: 2+2\nA:"));
        QCOMPARE(completion->readable(), completion->text);
    }
};

ASSAY_TEST(tst_PromptTemplate)
#include "tst_PromptTemplate.moc"
