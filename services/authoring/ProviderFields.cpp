#include "services/authoring/FieldTables.h"

namespace assay::fields {

using enum FieldKind;

// clang-format off
static QList<FieldInfo> benchmark()
{
    const QString row = QStringLiteral("benchmarks/*");
    QList<FieldInfo> all = under(row, "benchmark", {
        {.path = "id", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Id"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What jobs and collections call it: gsm8k. Do not change it later; they would lose it."),
         .required = true, .form = FieldShape::NotBlank},
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Name"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What people call it.")},
        {.path = "category", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Category"),
         .helpText = QT_TRANSLATE_NOOP("assay", "One word for what it tests: math, safety, performance.")},
        {.path = "description", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Description"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What it asks and where the items come from. At most 1024 characters."),
         .mostCharacters = 1024},
        {.path = "url", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Page"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Address of a page about it."),
         .form = FieldShape::WebUrl},
        {.path = "num_few_shot", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Examples in the Prompt"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Solved examples that stand before each question (few-shot)."),
         .lowest = 0},
        {.path = "dataset_size", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Items"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How many items it has. 0: not known."),
         .lowest = 0},
        {.path = "metrics", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Metrics"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Every number it reports, one a line, spelled as it reports them."),
         .form = FieldShape::NotBlank},
        tags(),
    });
    all += gate(row, "benchmark-gate");
    all += classification(row, "benchmark-classification", false);
    all += under(row, "benchmark-guidance", {
        {.path = "agent/result_interpretation", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Reading the Result"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How its number is to be read.")},
        {.path = "agent/score_ranges", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Score Ranges"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What parts of the scale mean: 0.0-0.3, poor. The gate doctor reads them."),
         .keyMember = "range", .valueMember = "meaning", .mostKey = 0},
    });
    return all;
}

static QList<FieldInfo> runtime()
{
    QList<FieldInfo> all = under(QStringLiteral("runtime/local"), "runtime-local", {
        {.path = "command", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Command"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Shell command that runs one benchmark on this machine. The engine asks you before it runs it for the first time.")},
    });
    all += under(QStringLiteral("runtime/local"), "environment-local", {
        {.path = "env", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Environment of the Command"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Environment variables, name and value. Never put a key or password here."),
         .keyMember = "name", .valueMember = "value"},
    });
    all += under(QStringLiteral("runtime/k8s"), "runtime-k8s", {
        {.path = "image", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Image"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Container image with registry and tag or digest.")},
        {.path = "entrypoint", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Entry Point"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Program and its arguments, one a line. Empty: the image's own.")},
        {.path = "cpu_request", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "CPU Request"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Processors set aside: 500m is half a core."),
         .form = FieldShape::Quantity},
        {.path = "cpu_limit", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "CPU Limit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Most processors it may use: 2."),
         .form = FieldShape::Quantity},
        {.path = "memory_request", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Memory Request"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Memory set aside: 2Gi."),
         .form = FieldShape::Quantity},
        {.path = "memory_limit", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Memory Limit"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Most memory it may use: 4Gi."),
         .form = FieldShape::Quantity},
        {.path = "gpu/name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "GPU"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Resource name of the accelerator: nvidia.com/gpu.")},
        {.path = "gpu/count", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "GPU Count"),
         .helpText = QT_TRANSLATE_NOOP("assay", "How many accelerators."),
         .lowest = 0},
        {.path = "image_pull_policy", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Fetch Image"),
         .helpText = QT_TRANSLATE_NOOP("assay", "When the cluster fetches the image."),
         .choices = {{"if_not_present", QT_TRANSLATE_NOOP("assay", "Only when it is not there")}, {"always", QT_TRANSLATE_NOOP("assay", "Each time")}}},
    });
    all += under(QStringLiteral("runtime/k8s"), "environment-k8s", {
        {.path = "env", .kind = KeyValues, .titleText = QT_TRANSLATE_NOOP("assay", "Environment of the Container"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Environment variables, name and value. Never put a key or password here."),
         .keyMember = "name", .valueMember = "value"},
    });
    return all;
}

QList<FieldInfo> provider()
{
    QList<FieldInfo> all = under({}, "general", {
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Name"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Short name: letters, digits and underscores read best in lists and files."),
         .required = true},
        {.path = "title", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Title"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What people see.")},
        {.path = "description", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Description"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What it evaluates and what it needs. At most 1024 characters."),
         .mostCharacters = 1024},
        tags(),
    });
    all += runtime();
    all += under({}, "benchmarks", {
        {.path = "benchmarks", .kind = Rows, .titleText = QT_TRANSLATE_NOOP("assay", "Benchmarks"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What this provider can run. Each has an id that jobs name.")},
    });
    all += benchmark();
    all += agent(true);
    return all;
}

// clang-format on
} // namespace assay::fields
