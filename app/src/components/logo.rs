//! The logo, and the arch-and-grass scene that appears when all is well and at sign-in.

use leptos::prelude::*;

/// An arch with a sprout in its doorway on a ground line, in the colours of the theme.
pub fn logo(class: &'static str) -> impl IntoView {
    view! {
        <svg class=format!("shrink-0 {class}") viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4.5 21V10.5a7.5 7.5 0 0 1 15 0V21z" fill="var(--color-primary)"></path>
            <path
                d="M12 20.2v-6.4"
                fill="none"
                stroke="var(--color-base-100)"
                stroke-width="1.5"
                stroke-linecap="round"
            ></path>
            <path
                d="M12 14.2c0-2.6-1.4-4.1-4.3-4.3 0 2.8 1.5 4.3 4.3 4.3zM12 12.4c0-2.7 1.5-4.4 4.5-4.6 0 2.9-1.6 4.6-4.5 4.6z"
                fill="var(--color-base-100)"
            ></path>
            <path d="M1.5 21.25h21" stroke="var(--color-primary)" stroke-width="1.5" stroke-linecap="round"></path>
        </svg>
    }
}

/// The garden gate between two stones: all is well.
pub fn gate() -> impl IntoView {
    view! {
        <svg viewBox="0 0 320 96" class="mx-auto h-24 w-80 max-w-full" aria-hidden="true">
            <g fill="var(--color-base-100)" stroke="var(--gk-moss-line)" stroke-width="1.5">
                <path d="M40 84V58a14 14 0 0 1 28 0v26z"></path>
                <path d="M252 84V62a12 12 0 0 1 24 0v22z"></path>
            </g>
            <path d="M140 84V48a20 20 0 0 1 40 0v36z" fill="var(--color-primary)"></path>
            <path d="M160 80V58" stroke="var(--color-base-100)" stroke-width="3" stroke-linecap="round"></path>
            <path
                d="M160 60c0-7-4-11-12-11.5C148 56 152 60 160 60zm0-5c0-7.5 4-12 12.5-12.5C172.5 50 168 55 160 55z"
                fill="var(--color-base-100)"
            ></path>
            <path d="M8 84.5h304" stroke="var(--color-primary)" stroke-width="2" stroke-linecap="round"></path>
            <path
                d="M96 84c0-6-1-9-4-11M96 84c0-8 1-11 4-14M96 84v-9M212 84c0-6-1-9-4-11M212 84c0-8 1-11 4-14M228 84c0-5 1-7 3-9M114 84c0-4-1-6-3-7M24 84c0-5 1-7 3-9M296 84c0-5-1-7-3-9"
                fill="none"
                stroke="var(--gk-lawn-dot)"
                stroke-width="1.8"
                stroke-linecap="round"
            ></path>
        </svg>
    }
}

/// A strip of lawn with stones, as wide as the window.
pub fn lawn() -> impl IntoView {
    view! {
        <svg class="block h-20 w-full" viewBox="0 0 1200 80" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
            <path
                d="M130 80V50a15 15 0 0 1 30 0v30zM300 80V58a12 12 0 0 1 24 0v22zM820 80V46a17 17 0 0 1 34 0v34zM1010 80V56a13 13 0 0 1 26 0v24zM470 80V60a10 10 0 0 1 20 0v20zM680 80V54a13 13 0 0 1 26 0v26z"
                fill="var(--gk-moss-tint)"
                stroke="var(--gk-moss-line)"
                stroke-width="1.5"
            ></path>
            <path
                d="M60 80c0-6-1-9-4-11M60 80c0-8 1-11 4-14M190 80c0-6-1-9-4-11M190 80c0-8 1-11 4-14M190 80v-9M350 80c0-8 1-11 4-14M350 80v-9M420 80c0-6-1-9-4-11M530 80c0-6-1-9-4-11M530 80c0-8 1-11 4-14M640 80c0-6-1-9-4-11M640 80v-9M740 80c0-8 1-11 4-14M790 80c0-6-1-9-4-11M900 80c0-6-1-9-4-11M900 80c0-8 1-11 4-14M950 80v-9M1070 80c0-6-1-9-4-11M1070 80c0-8 1-11 4-14M1130 80c0-6-1-9-4-11"
                fill="none"
                stroke="var(--gk-lawn-dot)"
                stroke-width="1.8"
                stroke-linecap="round"
            ></path>
            <path d="M0 79h1200" stroke="var(--color-primary)" stroke-width="3"></path>
        </svg>
    }
}
