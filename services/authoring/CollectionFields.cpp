#include "services/authoring/FieldTables.h"

namespace assay::fields {

using enum FieldKind;

// clang-format off
QList<FieldInfo> collection()
{
    QList<FieldInfo> all = under({}, "general", {
        {.path = "name", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Name"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What people call it."),
         .required = true},
        {.path = "category", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Category"),
         .helpText = QT_TRANSLATE_NOOP("assay", "One word for what it is for: safety, coding, general. At most 128 characters."),
         .required = true, .mostCharacters = 128},
        {.path = "description", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Description"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What it tells about a model. At most 1024 characters."),
         .mostCharacters = 1024},
        tags(),
        {.path = "pass_criteria/threshold", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Gate of the Whole"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the weighted mean of all scores must reach. Empty: 0.5."),
         .required = true},
    });
    all += under({}, "benchmarks", {
        {.path = "benchmarks", .kind = Rows, .titleText = QT_TRANSLATE_NOOP("assay", "Benchmarks"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What a run of this collection asks, in this order."),
         .required = true, .leastRows = 1},
    });
    all += entry(QStringLiteral("benchmarks/*"), false);
    all += classification({}, "classification", true);
    all += under({}, "classification", {
        {.path = "curation_order", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Curation Order"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Place in the curated list. Above 0 the server lets nobody change the collection any more."),
         .lowest = 0},
        {.path = "pinned_order", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Pinned Order"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Place among the pinned collections."),
         .lowest = 0},
        {.path = "derived_from", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Cloned From"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Id of the collection this one was cloned from. Made by the server."),
         .readOnly = true},
        {.path = "status", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Status"),
         .helpText = QT_TRANSLATE_NOOP("assay", "What the server counts about it. Made by the server."),
         .readOnly = true},
        {.path = "custom", .kind = Json, .titleText = QT_TRANSLATE_NOOP("assay", "Custom Data"),
         .helpText = QT_TRANSLATE_NOOP("assay", "Any object of your own, as JSON or YAML. Stored and returned, never read.")},
    });
    all += agent(false);
    return all;
}

// clang-format on
} // namespace assay::fields
