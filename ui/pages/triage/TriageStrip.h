#pragma once

#include "models/triage/TriageBook.h"

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace assay {

/// What a person notes about one sample: reason, own judgement, tags, note, and whether it belongs to the regression set. The keys
/// 1 to 5, R, W, N, T and A of a table beside it go to key().
class TriageStrip : public QWidget {
    Q_OBJECT
public:
    explicit TriageStrip(TriageBook &book, QWidget *parent = nullptr);
    /// None: nothing can be noted.
    void setSample(const std::optional<Sample> &sample);
    enum class Key { NotMine, Taken, Noted }; ///< Taken: it means something here, but nothing was noted, or not yet
    Key key(int key);

Q_SIGNALS:
    /// The sample with its texts cut is to be kept: its whole texts are needed, then keep() is to be called.
    void wholeNeeded();
    void leave(); ///< a line was ended: back to the table

public:
    void keep(const Sample &whole);

private:
    /// What was typed at a sample and is not stored.
    struct Typed {
        std::optional<QString> tags, note;
    };
    QHash<SampleKey, Typed> &typedHere();
    void show();
    void store();
    void putAside();
    void takeUp();
    void storeTyped();
    void showRefused(const TriageNote &wanted);
    Key keepKey();
    bool eventFilter(QObject *watched, QEvent *event) override;

    TriageBook &m_book;
    QHash<SampleKey, Typed> m_typed; ///< of m_typedAt
    TriagePlace m_typedAt;
    std::optional<Sample> m_sample;
    QList<QToolButton *> m_reasons;
    QToolButton *m_right, *m_wrong, *m_keep;
    QLineEdit *m_tags, *m_note;
};

} // namespace assay
