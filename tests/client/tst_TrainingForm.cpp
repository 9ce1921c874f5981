#include "models/training/TrainingForm.h"
#include "services/backends/llamastack/TrainingWire.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QSet>
#include <QTest>

using namespace assay;
using Json = nlohmann::json;
using Type = TrainingField::Type;

/// The form of a training fills the whole of the request as Llama Stack's specification (v1alpha, post-training) has it.
class tst_TrainingForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyField_data();
    void everyField();

private:
    /// Another value than the standard, and as it has to arrive.
    static std::pair<QVariant, Json> entered(const TrainingField &field, int number)
    {
        switch (field.type) {
        case Type::Whole: return {QString::number(number), Json(number)};
        case Type::Number: return {QStringLiteral(" %1.25").arg(number), Json(number + 0.25)};
        case Type::Yes: return {!field.standard.toBool(), Json(!field.standard.toBool())};
        case Type::Choice: return {field.choices.last(), Json(field.choices.last().toStdString())};
        case Type::Words: return {QStringLiteral("w%1, w").arg(number), Json{"w" + std::to_string(number), "w"}};
        case Type::Json: return {QStringLiteral("{\"x\": %1}").arg(number), Json{{"x", number}}};
        case Type::Text: break;
        }
        return {QStringLiteral(" t%1 ").arg(number), Json("t" + std::to_string(number))};
    }
    static Json *at(Json &body, const QString &path)
    {
        Json *place = &body;
        for (const QString &name : path.split(QLatin1Char('.'))) {
            const auto next = place->find(name.toStdString());
            if (next == place->end())
                return nullptr;
            place = &*next;
        }
        return place;
    }
    /// Members of the specification's objects, below their path; objects that are free are members themselves.
    static void addLeaves(QSet<QString> &out, const Json &object, const QString &prefix)
    {
        static const QSet<QString> free{QStringLiteral("hyperparam_search_config"), QStringLiteral("logger_config")};
        for (const auto &[name, value] : object.items()) {
            const QString path = prefix + QString::fromStdString(name);
            if (value.is_object() && !free.contains(path))
                addLeaves(out, value, path + QLatin1Char('.'));
            else
                out << path;
        }
    }
};

void tst_TrainingForm::everyField_data()
{
    QTest::addColumn<TrainingKind>("kind");
    QTest::addColumn<QStringList>("members"); ///< of the specification, beside those of training_config
    const QStringList both{QStringLiteral("job_uuid"), QStringLiteral("hyperparam_search_config"), QStringLiteral("logger_config")};
    const QStringList supervised = both + QStringList{QStringLiteral("model"), QStringLiteral("checkpoint_dir")};
    const auto algorithm = [](const QString &members) {
        QStringList out;
        for (const QString &name : members.split(QLatin1Char(' ')))
            out << QStringLiteral("algorithm_config.") + name;
        return out;
    };
    QTest::addRow("SupervisedFineTuneRequest, LoraFinetuningConfig")
        << TrainingKind::SupervisedLora << supervised + algorithm(QStringLiteral("type lora_attn_modules apply_lora_to_mlp apply_lora_to_output rank alpha use_dora quantize_base"));
    QTest::addRow("SupervisedFineTuneRequest, QATFinetuningConfig") << TrainingKind::SupervisedQat << supervised + algorithm(QStringLiteral("type quantizer_name group_size"));
    QTest::addRow("SupervisedFineTuneRequest") << TrainingKind::Supervised << supervised;
    QTest::addRow("PreferenceOptimizeRequest, DPOAlignmentConfig") << TrainingKind::Preference << both + QStringList{QStringLiteral("finetuned_model")} + algorithm(QStringLiteral("beta loss_type"));
}

void tst_TrainingForm::everyField()
{
    QFETCH(TrainingKind, kind);
    QFETCH(QStringList, members);
    QSet<QString> wanted(members.cbegin(), members.cend());
    for (const char *name : {"n_epochs", "max_steps_per_epoch", "gradient_accumulation_steps", "max_validation_steps", "dtype",
                             "data_config.dataset_id", "data_config.batch_size", "data_config.shuffle", "data_config.data_format", "data_config.validation_dataset_id",
                             "data_config.packed", "data_config.train_on_input",
                             "optimizer_config.optimizer_type", "optimizer_config.lr", "optimizer_config.weight_decay", "optimizer_config.num_warmup_steps",
                             "efficiency_config.enable_activation_checkpointing", "efficiency_config.enable_activation_offloading",
                             "efficiency_config.memory_efficient_fsdp_wrap", "efficiency_config.fsdp_cpu_offload"})
        wanted << QStringLiteral("training_config.") + QLatin1String(name);
    QVariantMap values;
    QHash<QString, Json> told;
    int number = 2;
    for (const TrainingGroup &group : trainingGroups(kind)) {
        for (const TrainingField &field : group.fields) {
            const auto [value, json] = entered(field, number++);
            QVERIFY2(!values.contains(field.key), qPrintable(field.key));
            values.insert(field.key, value);
            told.insert(field.key, json);
        }
    }
    QByteArray text;
    if (kind == TrainingKind::Preference) {
        const PreferenceTuning request = preferenceTuning(values);
        QVERIFY(!llamastack::faultOf(request));
        text = llamastack::encodePreferences(request);
    } else {
        const SupervisedTuning request = supervisedTuning(kind, values);
        QVERIFY(!llamastack::faultOf(request));
        text = llamastack::encodeTuning(request);
    }
    Json body = Json::parse(text.begin(), text.end());
    QSet<QString> sent;
    addLeaves(sent, body, {});
    QCOMPARE(QStringList((sent - wanted).values()), QStringList()); // nothing beside the specification
    QCOMPARE(QStringList((wanted - sent).values()), QStringList()); // and nothing of it missing
    for (auto it = told.cbegin(); it != told.cend(); ++it) {
        const Json *place = at(body, it.key());
        QVERIFY2(place, qPrintable(it.key()));
        QVERIFY2(*place == it.value(), qPrintable(it.key() + QLatin1String(": ") + QString::fromStdString(place->dump())));
    }
    if (kind == TrainingKind::SupervisedLora || kind == TrainingKind::SupervisedQat)
        QCOMPARE(body["algorithm_config"]["type"].get<std::string>(), std::string(kind == TrainingKind::SupervisedLora ? "LoRA" : "QAT"));
}

ASSAY_TEST(tst_TrainingForm)
#include "tst_TrainingForm.moc"
