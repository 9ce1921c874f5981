#pragma once

#include "services/api/BenchmarkService.h"
#include "services/backends/rest/RestClient.h"

#include <QMap>

namespace assay {

class DraftStore;

/// The scoring functions of a Llama Stack server as they are meant. A server keeps the parameters that came with the
/// last run as a function's own until its restart (contract llamastack.md, section 9.1); those that this profile left
/// there are told apart from what stood there before, and kept in the profile's files. What others left there cannot be
/// seen. GUI thread.
class LlamaFunctions : public QObject {
    Q_OBJECT
public:
    LlamaFunctions(RestClient &client, DraftStore &files, const QString &place, QObject *parent = nullptr);
    void moveTo(const QString &place);

    /// Definitions as the server lists them, with what we left there taken back.
    QFuture<Result<QList<ScoringFunction>>> ask();
    /// These parameters go out now, and may arrive or not; `definitions` as ask() answered.
    void sent(const QMap<QString, JsonText> &params, const QList<ScoringFunction> &definitions);
    /// They have arrived: what went out before them does not stand there any more.
    void arrived(const QMap<QString, JsonText> &params);

private:
    struct Left {
        JsonText before;
        QList<JsonText> now; ///< one of these, or `before` after a restart
        bool has(const JsonText &params) const;
    };
    void save();
    QString fileName() const;
    void read(const Result<QByteArray> &text);
    QList<ScoringFunction> corrected(QList<ScoringFunction> listed) const;

    RestClient &m_client;
    DraftStore &m_files;
    QString m_place;
    QMap<QString, Left> m_left;
    bool m_read = false;
};

} // namespace assay
