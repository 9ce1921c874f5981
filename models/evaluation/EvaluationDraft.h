#pragma once

#include "models/common/LoadState.h"
#include "models/evaluation/EvaluationTaskModel.h"

#include <QHash>
#include <QTimer>

namespace assay {

class Connection;

/// A new evaluation as far as it was entered, what is known of its rows, and how its creation goes. GUI thread.
class EvaluationDraft : public QObject {
    Q_OBJECT
public:
    explicit EvaluationDraft(Connection &connection, QObject *parent = nullptr);

    /// The connection takes evaluations.
    bool offered() const;
    EvaluationForm form() const { return m_form; }
    /// Describes itself again, in another language.
    void describe();
    EvaluationTaskModel &tasks() { return m_tasks; }
    const EvaluationValues &about() const { return m_about; }
    const EvaluationValues &keep() const { return m_keep; }
    const EvaluationData &data() const { return m_data; }
    void setAbout(const QString &key, const QString &value) { setIn(m_about, key, value); }
    void setKeep(const QString &key, const QString &value) { setIn(m_keep, key, value); }
    /// Its columns are looked at soon after.
    void setData(const EvaluationData &data);

    /// What was found in the rows, in a sentence; or why nothing can be.
    QString columnsText() const { return m_columnsText; }
    bool columnsFailed() const { return m_columnsFailed; }
    /// Names for fields of Type::Model: the connection's models that chat; empty until they came.
    QStringList models() const { return m_models; }
    void askModels();
    /// Names for a field that is `suggested`; empty until they came.
    QStringList suggestions(const QString &key) const { return m_suggestions.value(key); }
    void askSuggestions();

    /// Loading: on its way; Failed: see error(). created() tells the rest.
    LoadState load() const { return m_load; }
    Error error() const { return m_error; }
    void create();

    /// Small enough for the saved layout: long rows that were pasted stay out.
    QVariantMap state() const;
    void setState(const QVariantMap &state);

Q_SIGNALS:
    void edited();
    void replaced(); ///< all of it
    void columnsChanged();
    void modelsChanged();
    void suggestionsChanged(const QString &key);
    void loadChanged();
    void created(const QString &jobId, const QString &name);

private:
    void setIn(EvaluationValues &values, const QString &key, const QString &value);
    void setLoad(LoadState load, const Error &error = {});
    void lookAtColumns();

    Connection &m_connection;
    EvaluationForm m_form;
    EvaluationTaskModel m_tasks;
    EvaluationValues m_about, m_keep;
    EvaluationData m_data;
    QString m_columnsText;
    bool m_columnsFailed = false;
    QStringList m_models;
    QHash<QString, QStringList> m_suggestions; ///< by the keys of fields
    QTimer m_look; ///< after the last key, not at each
    int m_looks = 0; ///< the latest answer wins
    LoadState m_load = LoadState::Idle;
    Error m_error;
};

} // namespace assay
