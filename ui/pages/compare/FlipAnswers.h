#pragma once

#include "models/compare/FlipItemsModel.h"
#include "services/core/Result.h"
#include "ui/pages/triage/TriageStrip.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;

namespace assay {

class AnswerPair;
class ConnectionRegistry;
class RunSet;
class TriageBook;

/// What two runs answered to one item, read from their servers, and what a person notes about the second answer.
class FlipAnswers : public QWidget {
    Q_OBJECT
public:
    struct Side {
        QString ref, name; ///< of the run
        int index = -1;    ///< of the benchmark in it
    };
    /// book: null where nothing can be noted. All outlive this.
    FlipAnswers(ConnectionRegistry &connections, RunSet &runs, TriageBook *book, QWidget *parent = nullptr);
    /// Two runs of one benchmark; nothing is shown until showItem().
    void setSides(const Side &before, const Side &after, const QString &benchmarkId);
    void showItem(const FlipItemsModel::Item &item);
    void clear(const QString &sentence);
    void setDiff(bool diff);
    void setNotesShown(bool shown);
    /// A key of the notes: 1 to 5, R, W, N, T, A, as on the page of the run.
    TriageStrip::Key key(int key);

Q_SIGNALS:
    void leave();                        ///< a line of the notes was ended
    void notesWanted();                  ///< a key asked for a line of the notes while they are hidden
    void failed(const QString &message); ///< what was to be kept could not be read

private:
    struct Known {
        Side run;
        std::optional<Sample> sample;
        QString problem; ///< why there is none; empty while it is on its way
    };
    using Handler = std::function<void(const Result<Sample> &)>;
    void ask(int side, int textChars, const Handler &done);
    void show();
    void keepWhole();
    qint64 placeInRun(const Side &side) const;

    ConnectionRegistry &m_connections;
    RunSet &m_runs;
    TriageBook *m_book;
    Known m_sides[2];
    FlipItemsModel::Item m_item;
    AnswerPair *m_answers;
    QLabel *m_title = nullptr;
    TriageStrip *m_strip = nullptr;
    QTimer m_askTimer; ///< who scrolls through items asks for those only that it stays at
    quint64 m_ticket = 0; ///< answers about an earlier item are dropped
};

} // namespace assay
