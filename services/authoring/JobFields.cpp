#include "services/authoring/FieldTables.h"

namespace assay::fields {

using enum FieldKind;

// clang-format off
static QList<FieldInfo> exportFields()
{
    QList<FieldInfo> all = under(QStringLiteral("exports/oci"), "exports", {
        {.path = "coordinates/oci_host", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Registry"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Host of the OCI registry: quay.io."),
         .required = true},
        {.path = "coordinates/oci_repository", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Repository"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Path in the registry: team/results."),
         .required = true},
        {.path = "coordinates/oci_tag", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Tag"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Empty: the server chooses one.")},
        {.path = "coordinates/oci_subject", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Subject"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Digest or reference of the artifact that the results belong to.")},
        {.path = "coordinates/annotations", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Annotations"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Notes stored with the artifact, name and text.")},
        {.path = "k8s/connection", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Cluster Connection"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the cluster's connection with the credentials of the registry."),
         .required = true},
    });
    return all;
}

static QList<FieldInfo> settings()
{
    return under(QStringLiteral("custom/assay"), "settings", {
        {.path = "time_limit_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Time Limit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Of each attempt of a benchmark. Read by the local engine."),
         .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")},
        {.path = "job_time_limit_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Time Limit of the Run"),
         .helpText = QT_TRANSLATE_NOOP("assay", "From the start of its first benchmark. Read by the local engine."),
         .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")},
        {.path = "stall_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Warn After Silence"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Without output and report for this long; 0: never. Read by the local engine."),
         .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")},
        {.path = "retries", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Retries"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Further attempts after one that failed, at most 100. Read by the local engine."),
         .lowest = 0},
        {.path = "retry_backoff_seconds", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Wait Before Retry"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Before the first retry, doubled with each, at most 600. Read by the local engine."),
         .lowest = 0, .unitText = QT_TRANSLATE_NOOP("assay", "s")},
        {.path = "retry_on", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Retry What"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Which failures are tried again. Read by the local engine."),
         .choices = {{"infrastructure", QT_TRANSLATE_NOOP("assay", "Programs that did not start or report")}, {"all", QT_TRANSLATE_NOOP("assay", "Every failure")}}},
    });
}

/// Of the model, or of a further one that the same job is to be sent to.
static QList<FieldInfo> modelFields(const QString &parent, const QByteArray &section)
{
    return under(parent, section, {
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Model"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the model as the endpoint knows it."),
         .required = true},
        {.path = "url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Endpoint"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Address of the endpoint: http://localhost:8080/v1."),
         .form = FieldShape::ModelUrl},
        {.path = "auth/secret_ref", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Key"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the stored secret with the endpoint's key. Never the key itself."),
         .required = true},
        {.path = "card_url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Model Card"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Address of a page about the model."),
         .form = FieldShape::WebUrl},
        {.path = "parameters", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Model Parameters"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Generation settings by name: temperature, 0. A value that reads as a number, true, false or JSON is sent as that."),
         .typedValues = true},
    });
}

QList<FieldInfo> job()
{
    QList<FieldInfo> all = under({}, "general", {
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Name"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the run is called in lists. Need not be unique."),
         .required = true},
        {.path = "description", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Description"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Why this run is made.")},
        tags(),
    });
    all += under({}, "job-gate", {
        {.path = "pass_criteria/threshold", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Gate of the Whole"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the weighted mean of all scores must reach. Empty: the collection's, else 0.5."),
         .required = true},
    });
    all += modelFields(QStringLiteral("model"), "model");
    all += under({}, "targets", {
        {.path = "targets", .kind = Rows, .titleText = QT_TRANSLATE_NOOP("assay", "Further Targets"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Each of these gets a run of its own with the same benchmarks. Kept in drafts and recipes; not part of what a server is sent.")},
    });
    all += modelFields(QStringLiteral("targets/*"), "targets");
    all += under({}, "benchmarks", {
        {.path = "benchmarks", .kind = Rows, .titleText = QT_TRANSLATE_NOOP("assay", "Benchmarks"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What is run, in this order. Either these or a collection.")},
        {.path = "collection/id", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Collection"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Id of the collection that is run. Either this or benchmarks."),
         .required = true},
        {.path = "collection/benchmarks", .kind = Rows, .titleText = QT_TRANSLATE_NOOP("assay", "Overrides"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Parameters and data for benchmarks of the collection. Weights and gates set here are ignored by servers.")},
        {.path = "collection/collection_updated_at", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Collection as Of"),
         .helpText = QT_TRANSLATE_NOOP("assay", "When the collection was last changed at submission. Made by the server."),
         .readOnly = true},
    });
    all += entry(QStringLiteral("benchmarks/*"), true);
    all += entry(QStringLiteral("collection/benchmarks/*"), true);
    all += under(QStringLiteral("experiment"), "experiment", {
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Experiment"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the MLflow experiment to log into. The server needs an MLflow of its own."),
         .required = true, .form = FieldShape::NotBlank},
        {.path = "tags", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Experiment Tags"),
         .helpText = QT_TRANSLATE_NOOP("assay", "At most 20. Keys have 1 to 250 characters, values 1 to 5000."),
         .mostRows = 20, .keyMember = "key", .valueMember = "value", .mostKey = 250, .mostValue = 5000},
        {.path = "artifact_location", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Artifact Location"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Where MLflow stores what the run leaves: s3://bucket/path. Empty: MLflow's own place.")},
    });
    all += exportFields();
    all += hardware({}, "hardware");
    all += under(QStringLiteral("queue"), "queue", {
        {.path = "kind", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Queue Kind"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What manages the queue."),
         .choices = {{"kueue", QT_TRANSLATE_NOOP("assay", "Kueue")}}},
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Queue"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Name of the local queue of the cluster. Older servers only; newer ones take it from the hardware."),
         .required = true, .form = FieldShape::DnsLabel},
    });
    all += settings();
    all += under({}, "custom", {
        {.path = "custom", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Custom Data"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Any object of your own, as JSON or YAML. Stored and returned; the local engine reads its member assay.")},
    });
    return all;
}

// clang-format on
} // namespace assay::fields
