#include "services/authoring/FieldTables.h"

#include <QCoreApplication>

namespace assay::fields {

using enum FieldKind;

// clang-format off
QList<FieldInfo> under(const QString &parent, const QByteArray &section, QList<FieldInfo> fields)
{
    for (FieldInfo &field : fields) {
        if (!parent.isEmpty())
            field.path = field.path.isEmpty() ? parent : parent + QLatin1Char('/') + field.path; // empty: the object itself
        field.section = section;
    }
    return fields;
}

QList<FieldInfo> gate(const QString &parent, const QByteArray &section)
{
    return under(parent, section, {
        {.path = "primary_score/metric", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Metric"),
         .helpText = QT_TRANSLATE_NOOP("assay", "The number the gate looks at, spelled as the benchmark reports it. Without one there is no verdict."),
         .required = true},
        {.path = "primary_score/lower_is_better", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Direction"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Whether a lower value is the better one. Say it here too where the provider says it: the score of the whole only turns what is written here.")},
        {.path = "pass_criteria/threshold", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Gate"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the metric must reach, in its own unit. Without one the score is reported and not judged."),
         .required = true},
    });
}

QList<FieldInfo> classification(const QString &parent, const QByteArray &section, bool industries)
{
    QList<FieldInfo> all = under(parent, section, {
        {.path = "domains", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Domains"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Fields of knowledge, one a line: medicine, law."),
         .form = FieldShape::NotBlank},
        {.path = "tasks", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Tasks"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the model is asked to do, one a line: summarisation, coding."),
         .form = FieldShape::NotBlank},
        {.path = "modalities", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Modalities"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Kinds of input and output, one a line: text, image."),
         .form = FieldShape::NotBlank},
        {.path = "evaluation_targets", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Evaluation Targets"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What is evaluated, one a line: quality, safety, speed."),
         .form = FieldShape::NotBlank},
    });
    if (industries) {
        all += under(parent, section, {
        {.path = "industries", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Industries"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Branches this was made for, one a line: telecom, finance."),
         .form = FieldShape::NotBlank},
        });
    }
    return all;
}

FieldInfo tags()
{
    return FieldInfo{.path = "tags", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Tags"),
            .helpText = QT_TRANSLATE_NOOP("assay", "Words to search by, one a line; no comma and no vertical bar."),
            .form = FieldShape::Tag};
}

QList<FieldInfo> testData(const QString &parent, const QByteArray &section)
{
    return under(parent + QStringLiteral("/test_data_ref"), section, {
        {.path = "", .kind = OneOf, .titleText = QT_TRANSLATE_NOOP("assay", "Data Source"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Where the items come from, when not from the benchmark itself."),
         .choices = {{"s3", QT_TRANSLATE_NOOP("assay", "S3 bucket")}, {"pvc", QT_TRANSLATE_NOOP("assay", "Cluster volume")}, {"git", QT_TRANSLATE_NOOP("assay", "Git repository")}, {"hf", QT_TRANSLATE_NOOP("assay", "Hugging Face hub")}}},
        {.path = "type", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Data Holds"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Items to ask, or answers that were recorded before and are only scored."),
         .choices = {{"data_set", QT_TRANSLATE_NOOP("assay", "Items to ask")}, {"pre_recorded_data", QT_TRANSLATE_NOOP("assay", "Recorded answers")}}},
        {.path = "s3/bucket", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Bucket"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the bucket."),
         .required = true},
        {.path = "s3/key", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Key"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Path of the file or folder in the bucket."),
         .required = true},
        {.path = "s3/secret_ref", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Secret"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the stored secret with the access keys. Never the keys themselves."),
         .required = true},
        {.path = "pvc/claim_name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Volume Claim"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the persistent volume claim. Only clusters have them."),
         .required = true, .form = FieldShape::DnsLabel},
        {.path = "pvc/sub_path", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Folder"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Path within the volume. Empty: all of it.")},
        {.path = "git/url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Repository"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Address of the repository, http or https, outside of private networks."),
         .required = true, .form = FieldShape::GitUrl},
        {.path = "git/ref", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Revision"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Branch, tag or commit."),
         .required = true},
        {.path = "git/sub_path", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Folder"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Path within the repository. Empty: all of it.")},
        {.path = "git/secret_ref", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Secret"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the stored secret with the token; the address must then be https."),
         .form = FieldShape::DnsLabel},
        {.path = "hf/repo_id", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Repository"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Owner and name on the hub: cais/mmlu."),
         .required = true, .form = FieldShape::NotBlank},
        {.path = "hf/revision", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Revision"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Branch, tag or commit. Empty: the newest.")},
        {.path = "hf/sub_path", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Folder"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Path within the repository. Empty: all of it.")},
        {.path = "hf/secret_ref", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Secret"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the stored secret with the token."),
         .form = FieldShape::DnsLabel},
        {.path = "resolved_sha", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Resolved Commit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "The commit that the server fetched. Made by the server."),
         .readOnly = true},
    });
}

QList<FieldInfo> hardware(const QString &parent, const QByteArray &section)
{
    return under(parent.isEmpty() ? QStringLiteral("hardware_config") : parent + QStringLiteral("/hardware_config"), section, {
        {.path = "hardware_profile_name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Hardware Profile"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of a profile of the cluster. Cannot be combined with amounts."),
         .form = FieldShape::DnsLabel},
        {.path = "queue/kind", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Queue Kind"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What manages the queue."),
         .choices = {{"kueue", QT_TRANSLATE_NOOP("assay", "Kueue")}}},
        {.path = "queue/name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Queue"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the local queue of the cluster."),
         .required = true, .form = FieldShape::DnsLabel},
        {.path = "cpu/request", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "CPU Request"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Processors set aside: 500m is half a core."),
         .form = FieldShape::Quantity},
        {.path = "cpu/limit", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "CPU Limit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Most processors it may use: 2."),
         .form = FieldShape::Quantity},
        {.path = "memory/request", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Memory Request"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Memory set aside: 2Gi."),
         .form = FieldShape::Quantity},
        {.path = "memory/limit", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Memory Limit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Most memory it may use: 4Gi."),
         .form = FieldShape::Quantity},
        {.path = "gpu/name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "GPU"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Resource name of the accelerator: nvidia.com/gpu.")},
        {.path = "gpu/count", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "GPU Count"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How many accelerators."),
         .lowest = 0},
    });
}

QList<FieldInfo> agent(bool ofProvider)
{
    QList<FieldInfo> all = under(QStringLiteral("agent"), "guidance", {
        {.path = "summary", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Summary"),
         .helpText = QT_TRANSLATE_NOOP("assay", "One or two sentences for people and agents that choose. At most 200 characters."),
         .mostCharacters = 200},
        {.path = "evaluates", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Evaluates"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What it can judge, one a line."),
         .form = FieldShape::NotBlank},
        {.path = "recommended_when", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Recommended When"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Occasions it is made for, one a line."),
         .form = FieldShape::NotBlank},
        {.path = "complements", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Goes Well With"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Other providers or collections that add to it, one a line."),
         .form = FieldShape::NotBlank},
        {.path = "hints", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Hints"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What whoever runs it should know, one a line."),
         .form = FieldShape::NotBlank},
        {.path = "result_interpretation", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Reading the Results"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How its numbers are to be read, one statement a line."),
         .form = FieldShape::NotBlank},
    });
    if (ofProvider) {
        all += under(QStringLiteral("agent"), "guidance", {
        {.path = "target_type", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Target"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What it is pointed at."),
         .choices = {{"model", QT_TRANSLATE_NOOP("assay", "A model")}, {"agent", QT_TRANSLATE_NOOP("assay", "An agent")}, {"inference_server", QT_TRANSLATE_NOOP("assay", "An inference server")}}},
        });
    }
    return all;
}

QList<FieldInfo> entry(const QString &row, bool ofJob)
{
    QList<FieldInfo> all = under(row, "entry", {
        {.path = "provider_id", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Provider"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Id of the provider that runs it."),
         .required = true},
        {.path = "id", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Benchmark"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Id of the benchmark, as its provider lists it."),
         .required = true},
        {.path = "weight", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Weight"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How much it counts in the score of the whole. Empty or 0 counts as 1."),
         .lowest = 0},
        {.path = "url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Page"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Page of the benchmark. The server takes it from the provider."),
         .readOnly = true},
    });
    all += gate(row, "entry-gate");
    all += under(row, "entry-parameters", {
        {.path = "parameters/num_examples", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Items to Run"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How many items are asked. Empty: all of them."),
         .lowest = 1},
        {.path = "parameters", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Parameters"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Settings for the benchmark by name. A value that reads as a number, true, false or JSON is sent as that; put text that only looks so in quotation marks."),
         .typedValues = true},
    });
    all += testData(row, "entry-data");
    if (ofJob)
        all += hardware(row, "entry-hardware");
    return all;
}

// clang-format on
} // namespace assay::fields
