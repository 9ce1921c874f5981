#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace assay {

/// One thing that an evaluation, or a task of one, asks for. The service describes it; who shows it needs to know no
/// more.
struct EvaluationField {
    enum class Type {
        Line, ///< one line of text
        Text, ///< several lines
        Number, ///< whole or not, as the service needs it
        YesNo, ///< "yes", "no", or empty: the service's own
        Choice, ///< one of `choices`; empty among them: the service's own
        Words, ///< several, separated by commas
        Lines, ///< several, each on a line of its own
        Model, ///< one of the connection's models (Capability::ListModels), or any other
        Messages, ///< a conversation: "user: …" on a line begins a message of that role; text before the first is the
                  ///< user's
        Data, ///< a JSON value, as text
        Scoring, ///< parameters of scoring functions, a JSON object as text; suggestions() has names of functions
    };
    QString key; ///< unique among its form's; values go by it
    Type type = Type::Line;
    QString label; ///< translated
    bool required = false;
    bool perRow = false; ///< takes "item.COLUMN" too: the value of each row
    QStringList choices = {}; ///< Choice
    QString hint = {}; ///< translated, a few words: what it means, or an example; may be empty
    bool rare = false; ///< few need it
    bool suggested = false; ///< Line, Words, Scoring: EvaluationService::suggestions() has names for it; others may be entered
    bool operator==(const EvaluationField &) const = default;
};

/// A kind of work on each row: an answer is made, or one is judged.
struct EvaluationTaskKind {
    QString type; ///< as on the wire, e.g. "chat_completion"
    QString title, about; ///< translated
    QString alias; ///< what its result is called unless one says otherwise
    QList<EvaluationField> fields;
};

struct EvaluationForm {
    QList<EvaluationField> about; ///< of the evaluation itself
    QList<EvaluationField> keep; ///< of a dataset that its rows become; nothing entered: they become none
    QList<EvaluationTaskKind> tasks; ///< none: what is made of the rows, the evaluation's own fields say
    QString hint = {}; ///< translated: how its parts go together; empty: by tasks
    QString notice = {}; ///< translated: what it means to create one; empty: it is paid for and cannot be stopped
    QString rowsExample = {}; ///< rows as a person enters them; empty: of questions and answers
    bool picksRows = false; ///< some rows of a dataset can be chosen by their numbers
    const EvaluationTaskKind *kind(const QString &type) const
    {
        for (const EvaluationTaskKind &one : tasks) {
            if (one.type == type)
                return &one;
        }
        return nullptr;
    }
};

/// Texts by the keys of fields; what is missing or blank was not entered.
using EvaluationValues = QVariantMap;

struct EvaluationTask {
    QString type;
    QString alias; ///< name of the column that its result becomes
    EvaluationValues values;
    bool operator==(const EvaluationTask &) const = default;
};

/// Where the rows come from.
struct EvaluationData {
    enum class Source { Rows, File, Dataset };
    Source source = Source::Rows;
    QString rows; ///< Rows: JSON objects, a line each or in an array, or CSV with a head line
    QString file; ///< File: of this machine, absolute: .jsonl, .ndjson, .json, .csv
    QString datasetId; ///< Dataset: of the server
    QString pick = {}; ///< Dataset: which of its rows, as rowNumbers() reads them; empty: all; see EvaluationForm::picksRows
    bool operator==(const EvaluationData &) const = default;
};

struct EvaluationRequest {
    EvaluationValues about, keep;
    EvaluationData data;
    QList<EvaluationTask> tasks;
    bool operator==(const EvaluationRequest &) const = default;
};

/// What was entered into a field of Type::Words or Type::Lines, one by one; blank ones are left out.
QStringList enteredParts(const QString &text, EvaluationField::Type type);

/// What is known of rows before they are sent.
struct EvaluationColumns {
    QStringList names; ///< in their order
    qint64 rows = 0;
    bool all = true; ///< false: rows that were not looked at may have more columns
};

/// Evaluations made of rows, and of tasks where the form has them (Capability::CreateEvaluations). Threads and errors
/// as JobService.
class EvaluationService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Translated when it is called.
    virtual EvaluationForm form() const = 0;
    /// Names for a field that is `suggested`.
    virtual QFuture<Result<QStringList>> suggestions(const QString &key);
    /// Invalid: the sentence names file or line, and the fix.
    virtual QFuture<Result<EvaluationColumns>> columns(const EvaluationData &data) = 0;
    /// The evaluation as a run. Invalid, before anything is sent: a sentence a fault on lines of their own, each with
    /// its field. Never sent twice by itself; where the answer was lost and the evaluation is not found afterwards, the
    /// code is "outcome_unknown".
    virtual QFuture<Result<Job>> create(const EvaluationRequest &request) = 0;

Q_SIGNALS:
    void created(); ///< or perhaps created: lists are out of date
};

} // namespace assay
