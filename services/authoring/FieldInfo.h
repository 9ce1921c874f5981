#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>

// The one table of what people can write into a provider, a collection or a job: a field's place, control, words and rule.
// Forms, YAML checks and the reading of a server's refusal all go by it. Members and rules: EvalHub contract, section 3.

namespace assay {

enum class DocumentKind { Provider, Collection, Job };

/// Which control a field has, and which JSON value it is.
enum class FieldKind {
    Line,      ///< text of one line
    Text,      ///< text of several lines
    Number,    ///< double
    Integer,   ///< whole number
    YesNo,     ///< true, false or not said
    Choice,    ///< one of `choices`
    Words,     ///< list of texts; with `choices` those of them that are ticked
    KeyValues, ///< an object, or with `keyMember` a list of objects with two members
    Json,      ///< any object
    Scoring,   ///< parameters of scoring functions, an object of objects; see ScorerFields.h
    OneOf,     ///< an object with exactly one of the members in `choices`
    Rows,      ///< a list of objects with fields of their own
};

/// What a text, or each text of a list, has to look like.
enum class FieldShape { Free, Tag, DnsLabel, GitUrl, ModelUrl, WebUrl, Quantity, NotBlank, Pattern };

struct FieldChoice {
    const char *word = "";  ///< on the wire
    const char *title = ""; ///< for people; translated with QCoreApplication::translate("assay", …)
};

struct FieldInfo {
    QString path = {}; ///< "benchmarks/*/weight"; `*` stands for a row
    FieldKind kind = FieldKind::Line;
    const char *titleText = ""; ///< untranslated; see title()
    const char *helpText = "";
    QByteArray section = {};   ///< part of the form, e.g. "general"; see fieldsIn()
    bool required = false;     ///< within its object, as soon as that is there
    bool readOnly = false;     ///< made by the server; shown, never written
    FieldShape form = FieldShape::Free;
    int mostCharacters = 0;    ///< of a text, or of each key and value of a table's `mostKey`; 0: no limit
    int mostRows = 0;          ///< 0: no limit
    int leastRows = 0;
    std::optional<double> lowest = {}, highest = {};
    const char *unitText = ""; ///< untranslated; empty: none, or a metric's (see gateOf())
    QList<FieldChoice> choices = {};
    QString keyMember = {}, valueMember = {}; ///< of a list shown as a table; empty: a JSON object
    int mostKey = 0, mostValue = 0;           ///< characters of a key and of a value; 0: no limit
    bool typedValues = false;  ///< values of a table are JSON where they read as such: 0.2, true, [1]

    QString title() const; ///< translated, Title Case
    QString help() const;  ///< translated, one or two sentences
    QString unit() const;  ///< translated
    QString choiceTitle(const QString &word) const;
};

/// Every field of a kind of document, in the order of its form.
const QList<FieldInfo> &fieldsOf(DocumentKind kind);
/// Those of one section.
QList<FieldInfo> fieldsIn(DocumentKind kind, const QByteArray &section);
/// The field of a path or of a pattern; null when the table has none. Paths into a free object belong to that object.
const FieldInfo *fieldAt(DocumentKind kind, const QString &path);

/// What is wrong with a value that is there: one translated sentence, empty when nothing is.
QString fieldProblem(const FieldInfo &field, const QVariant &value);
/// The sentence for a required field that is absent.
QString missingProblem(const FieldInfo &field);

} // namespace assay
